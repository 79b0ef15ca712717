# Completions of dateline for fish. The program says what can stand at the cursor: the first line of its answer is `files`,
# `folders` or `values`; the others are values, each with what it means behind a tab.
function __dateline_complete
    set -l word (commandline -ct)
    set -l words (commandline -opc)
    set -l answer ($words[1] __complete -- $words "$word" 2>/dev/null)
    switch "$answer[1]"
        case files
            __fish_complete_path "$word"
        case folders
            __fish_complete_directories "$word"
    end
    if test (count $answer) -gt 1
        printf '%s\n' $answer[2..-1]
    end
end
complete -c dateline -f -a '(__dateline_complete)'
