# Completion of flowlogs for fish: put this file into a folder of $fish_complete_path, or run:
# flowlogs completion fish | source
# Made by the build from the definitions of the commands.

function __flowlogs_topic # TOPIC
    switch $argv[1]
@topics@
    end
end

# Words of a list or an expression: what is before the last word stays as it is.
function __flowlogs_composed # WORDS
    set -l token (commandline -ct | string replace -r '^[\'"]' '')
    set -l start (string replace -r '[A-Za-z0-9_.]*$' '' -- "$token")
    for word in $argv
        echo -- "$start$word"
    end
end

# Whether the words belong to a command: alone, or behind flowlogs.
function __flowlogs_is # NAME WORD
    set -l words (commandline -opc)
    test (string replace -r '.*/' '' -- $words[1]) = $argv[1]
    or begin
        test (count $words) -gt 1
        and contains -- $words[2] $argv
    end
end

function __flowlogs_has_words # COUNT
    test (count (commandline -opc)) -eq $argv[1]
end

complete -c flowlogs -n '__flowlogs_has_words 1' -f
@front@
complete -c flowlogs -n '__flowlogs_has_words 1' -a help -d 'explain a command or a topic'
complete -c flowlogs -n '__flowlogs_has_words 1' -a completion -d 'print the completion of a shell'
complete -c flowlogs -n '__flowlogs_has_words 2; and __fish_seen_subcommand_from help' -f -a '@words@ @topicNames@'
complete -c flowlogs -n '__flowlogs_has_words 2; and __fish_seen_subcommand_from completion' -f -a 'bash zsh fish'

@completions@
