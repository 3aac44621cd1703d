import { COMPLETE_COMMAND } from "./complete-command.ts";

/** Shells that a script can be had for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** Name of a shell. */
export type Shell = (typeof SHELLS)[number];

/** In bash, `:` and `=` end words, so that the program is told of them and gives what is behind the last of them, quoted. */
const BASH = `# bash completion of shimmy: source <(shimmy completion bash)
_shimmy_completion() {
  local line="\${COMP_LINE:0:COMP_POINT}" kind current candidate
  COMPREPLY=()
  {
    IFS=$'\\t' read -r kind current || return 0
    case "$kind" in
      :files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
      :folders) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
      *)
        while IFS=$'\\t' read -r candidate _; do
          COMPREPLY+=("$candidate")
        done
        ;;
    esac
  } < <(shimmy ${COMPLETE_COMMAND} --bash "$line" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -F _shimmy_completion shimmy
`;

const ZSH = `#compdef shimmy
# zsh completion of shimmy: source <(shimmy completion zsh), or save it as _shimmy in a folder of $fpath
_shimmy() {
  local -a answer names shown
  local line
  answer=("\${(@f)$(shimmy ${COMPLETE_COMMAND} -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  case "\${answer[1]}" in
    :files*) [[ "$PREFIX" == --*=* ]] && compset -P '*='; _files; return ;;
    :folders*) [[ "$PREFIX" == --*=* ]] && compset -P '*='; _files -/; return ;;
  esac
  shift answer
  for line in "\${answer[@]}"; do
    [[ -n "$line" ]] || continue
    names+=("\${line%%$'\\t'*}")
    shown+=("\${line%%$'\\t'*}  \${line#*$'\\t'}")
  done
  (( \${#names} )) && compadd -l -d shown -a names
}
if [[ "\${zsh_eval_context[-1]}" == loadautofunc ]]; then
  _shimmy "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
  compdef _shimmy shimmy
fi
`;

const FISH = `# fish completion of shimmy: shimmy completion fish | source
function __shimmy_complete
  set -l tokens (commandline -opc)
  set -e tokens[1]
  set -l raw (commandline -ct)
  # an open quote is closed, so that it can be taken off
  set -l current (string unescape -- "$raw"; or string unescape -- "$raw'"; or string unescape -- "$raw"'"')
  set -l answer (shimmy ${COMPLETE_COMMAND} -- $tokens "$current" 2>/dev/null)
  set -l before (string match -r -- '^--[^=]*=' "$current")
  set -l path (string replace -r -- '^--[^=]*=' '' "$current")
  switch "$answer[1]"
    case ':files*'
      printf "$before%s\\n" (__fish_complete_path "$path")
    case ':folders*'
      printf "$before%s\\n" (__fish_complete_directories "$path" '')
    case '*'
      set -e answer[1]
      printf '%s\\n' $answer
  end
end
complete -c shimmy -e
complete -c shimmy -f -a '(__shimmy_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

/** The script for a shell. It asks the program for candidates, so that it knows every command, flag and model. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}
