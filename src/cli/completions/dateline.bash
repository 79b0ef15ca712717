# Completions of dateline for bash. The program says what can stand at the cursor: the first line of its answer is `files`,
# `folders` or `values`; the others are values, each with what it means behind a tab.
_dateline() {
    local IFS=$'\n' line kind
    local -a answer
    COMPREPLY=()
    # The whole line: bash parts words at `:` and `=`, which stand inside place:tokyo and --format=json.
    answer=($(command "${COMP_WORDS[0]}" __complete --line "${COMP_LINE:0:COMP_POINT}" --tail "$2" 2>/dev/null))
    kind=${answer[0]-}
    for line in "${answer[@]:1}"; do
        COMPREPLY+=("${line%%$'\t'*}")
    done
    case $kind in
        files) compopt -o default 2>/dev/null ;;
        folders) compopt -o dirnames 2>/dev/null ;;
    esac
    # A value that asks for more is followed by no blank.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:=] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -F _dateline dateline
