#compdef dateline
# Completions of dateline for zsh. The program says what can stand at the cursor: the first line of its answer is `files`,
# `folders` or `values`; the others are values, each with what it means behind a tab.
_dateline() {
    local line
    local -a answer values more
    answer=("${(@f)$(command ${words[1]} __complete -- "${(@Q)words[1,CURRENT]}" 2>/dev/null)}")
    case $answer[1] in
        files) _files ;;
        folders) _files -/ ;;
    esac
    for line in "${(@)answer[2,-1]}"; do
        local value=${line%%$'\t'*} meaning=${line#*$'\t'}
        if [[ $value == *[:=] ]]; then
            more+=("${value//:/\\:}:$meaning")
        else
            values+=("${value//:/\\:}:$meaning")
        fi
    done
    (( $#values )) && _describe -V dateline values -M 'm:{a-zA-Z}={A-Za-z}'
    (( $#more )) && _describe -V dateline more -S ''
}
if [[ $funcstack[1] == _dateline ]]; then
    _dateline "$@"
else
    compdef _dateline dateline
fi
