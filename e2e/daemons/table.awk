# The table of `run`: a line a daemon, a column a step; what failed is explained below. Ends with 1 if anything failed.
!($2 in column) { column[$2] = 1; step[++columns] = $2 }
!($1 in known) { known[$1] = 1; order[++daemons] = $1 }
{
  verdict = $3
  if (verdict ~ /^fails/) { failures = failures $1 ", " $2 ": " substr(verdict, 8) "\n"; verdict = "fails" }
  if (verdict ~ /^cannot/) { reasons = reasons $1 ": " substr(verdict, 9) "\n"; verdict = "cannot" }
  cell[$1, $2] = verdict == "ok" ? sprintf("ok %.2f", $4 / 1000) : verdict
}
END {
  printf "%-18s", title
  for (i = 1; i <= columns; i++) printf "%12s", step[i]
  print ""
  for (d = 1; d <= daemons; d++) {
    printf "%-18s", order[d]
    for (i = 1; i <= columns; i++) printf "%12s", ((order[d], step[i]) in cell) ? cell[order[d], step[i]] : "-"
    print ""
  }
  if (reasons != "") printf "\nCannot run here, as their directories say:\n%s", reasons
  if (failures != "") printf "\nFailed:\n%s", failures
  exit failures != ""
}
