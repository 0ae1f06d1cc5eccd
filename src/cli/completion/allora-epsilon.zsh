#compdef allora-epsilon
# Completion of allora-epsilon in zsh. A line for ~/.zshrc:
#   source <(allora-epsilon completion zsh)
# Or a file named _allora-epsilon in a folder of $fpath.
_allora-epsilon() {
  local line word
  local -a lines entries
  lines=("${(@f)$(command allora-epsilon --get-completions "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
  for line in "${(@)lines[2,-1]}"; do
    word=${line%%$'\t'*}
    entries+=("${word//:/\\:}:${line#*$'\t'}")
  done
  (( $#entries )) && _describe -t words 'allora-epsilon' entries
  [[ $PREFIX == --*=* ]] && compset -P '--*='
  case $lines[1] in
    any) _files ;;
    json) _files -g '*.json' ;;
    folders) _files -/ ;;
  esac
}
if [[ $funcstack[1] == _allora-epsilon ]]; then
  _allora-epsilon "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
  compdef _allora-epsilon allora-epsilon
fi
