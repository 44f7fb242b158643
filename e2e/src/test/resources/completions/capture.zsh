# capture.zsh DIRECTORY: completes lines of standard input in an interactive zsh, whose completion functions are in DIRECTORY.
#
# Answers each line with the words that zsh would offer at its end, a line each, and then a line "--". The inner zsh runs on a pty of
# its own; what its completion functions add is written down by a function in the place of the builtin compadd.
zmodload zsh/zpty
zpty inner zsh -f -i

inside() { zpty -w inner "$1" }

# Reads what the inner zsh says up to a line that is $1, which is not part of the answer.
until_line() {
  local line all=''
  while zpty -r inner line; do
    line=${line%%[$'\r\n']##}
    [[ $line == $1 ]] && break
    all+=$line$'\n'
  done
  print -rn -- $all
}
setopt extendedglob

inside "PROMPT= RPROMPT= ; unsetopt zle_bracketed_paste 2> /dev/null; zstyle ':completion:*' list-prompt ''; LISTMAX=100000"
inside "fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -D"
inside "source ${(q)0:A:h}/capture-inside.zsh"
inside "print r''eady"
until_line ready > /dev/null

while IFS= read -r line; do
  zpty -w -n inner $'\C-u'"$line"$'\t'
  until_line '<begin>' > /dev/null
  until_line '<end>'
  print -- --
done
zpty -d inner
