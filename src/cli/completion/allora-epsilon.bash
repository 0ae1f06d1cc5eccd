# Completion of allora-epsilon in bash 3.2 and later. A line for ~/.bashrc:
#   source <(allora-epsilon completion bash)
_allora_epsilon() {
  local reply files word i=-1 words=()
  # Bash splits a word at each =. This loop joins its parts.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ $i -ge 0 && ($word == '=' || ${words[i]} == --*=) ]]; then
      words[i]+=$word
    else
      words[++i]=$word
    fi
  done
  COMPREPLY=()
  reply=$(command allora-epsilon --get-completions "${words[@]}" 2>/dev/null) || return 0
  {
    read -r files
    while IFS=$'\t' read -r word _; do
      [[ $word == --*=* ]] && word=${word#*=}
      COMPREPLY+=("$word")
    done
  } <<<"$reply"
  case $files in
    any | json) compopt -o default 2>/dev/null ;;
    folders) compopt -o dirnames 2>/dev/null ;;
  esac
  return 0
}
complete -F _allora_epsilon allora-epsilon
