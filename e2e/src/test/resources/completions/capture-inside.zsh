# Sourced by the inner zsh of capture.zsh: Tab writes down what would be offered, between two marks, and changes nothing.
stty -echo 2> /dev/null
write_down() {
  # asks of the completion system itself are not offers
  if [[ ${(pj: :)@[1,(i)(-|--)]} == *-[a-zA-Z]#[OAD]\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a hits
  local before='' i
  builtin compadd -A hits "$@"
  for (( i = 1; i <= $#; i++ )); do
    case $@[i] in
      -P) before=$@[i+1] ;;
      - | --) break ;;
    esac
  done
  local each
  for each in $hits; do print -r -- "$IPREFIX$before$each"; done
  builtin compadd "$@"
}
capture() {
  emulate -L zsh
  print
  print '<begin>'
  function compadd { write_down "$@" }
  _main_complete
  unfunction compadd
  print '<end>'
  compstate[insert]='' compstate[list]=''
}
setopt extendedglob
zle -C capture complete-word capture
bindkey '^I' capture
bindkey '^U' kill-whole-line
