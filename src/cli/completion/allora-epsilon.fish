# Completion of allora-epsilon in fish. Once:
#   allora-epsilon completion fish > ~/.config/fish/completions/allora-epsilon.fish
function __allora_epsilon_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l lines (command allora-epsilon --get-completions $words "$current" 2>/dev/null)
    test (count $lines) -gt 0; or return 0
    for line in $lines[2..-1]
        echo $line
    end
    set -l prefix (string match -r -- '^--[^=]*=' "$current")
    set -l path (string replace -r -- '^--[^=]*=' '' "$current")
    switch $lines[1]
        case any json
            for found in (__fish_complete_path "$path")
                echo $prefix$found
            end
        case folders
            for found in (__fish_complete_directories "$path")
                echo $prefix$found
            end
    end
end
complete -c allora-epsilon -e
complete -c allora-epsilon -f -a '(__allora_epsilon_complete)'
