# bash completion for leat; installed as completions/leat
_leat() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=
    local i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        run | replay | check | preview | plugins | functions | schema) command=${COMP_WORDS[i]} ;;
        esac
    done
    case $before in
    --out | --plugins)
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
        return
        ;;
    --log)
        mapfile -t COMPREPLY < <(compgen -W json -- "$word")
        return
        ;;
    --rejects)
        mapfile -t COMPREPLY < <(compgen -f -X '!*.@(csv|json)' -- "$word"; compgen -d -- "$word")
        return
        ;;
    --set | --threads | --memory | --step | --rows | --time-limit) return ;;
    esac
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "--set --allow-outside --out --threads --memory --plugins --check-batches --isolate --time-limit --log --step --rows --rejects --quiet --verbose --help --version" -- "$word")
    elif [[ -z $command ]]; then
        mapfile -t COMPREPLY < <(compgen -W "run replay check preview plugins functions schema" -- "$word")
    elif [[ $command == plugins ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(leat plugins 2>/dev/null | awk '/^  [a-z]/ && NF > 1 { print $1 }')" -- "$word")
    elif [[ $command != schema && $command != functions ]]; then
        mapfile -t COMPREPLY < <(compgen -f -X '!*.json' -- "$word"; compgen -d -- "$word")
    fi
}
complete -o filenames -F _leat leat
