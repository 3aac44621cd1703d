/**
 * Prompt formats of the built-in families, as their publishers document them. Each keeps every message: roles
 * that a family does not have speak as the user, and where turns must alternate (gemma, mistral) texts of one side are joined
 * with an empty line, which also puts the system text at the head of the first user turn.
 */
const FAMILIES = {
  /** https://github.com/openai/openai-python/blob/v0.28.1/chatml.md */
  chatml: `
{%- for message in messages -%}
  {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}`,

  /** https://www.llama.com/docs/model-cards-and-prompt-formats/meta-llama-3/ */
  llama3: `
{{- bos_token -}}
{%- for message in messages -%}
  {%- set role = 'ipython' if message.role == 'tool' else message.role -%}
  {{- '<|start_header_id|>' + role + '<|end_header_id|>\\n\\n' + message.content | trim + '<|eot_id|>' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' -}}{%- endif -%}`,

  /** https://huggingface.co/openchat/openchat-3.5-0106#conversation-templates */
  openchat: `
{{- bos_token -}}
{%- for message in messages -%}
  {%- if message.role != 'system' -%}
    {{- 'GPT4 Correct ' + ('Assistant' if message.role == 'assistant' else 'User') + ': ' -}}
  {%- endif -%}
  {{- message.content + '<|end_of_turn|>' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- 'GPT4 Correct Assistant:' -}}{%- endif -%}`,

  /** https://ai.google.dev/gemma/docs/core/prompt-structure */
  gemma: `
{{- bos_token -}}
{%- set turn = namespace(role='') -%}
{%- for message in messages -%}
  {%- set role = 'model' if message.role == 'assistant' else 'user' -%}
  {%- if role == turn.role -%}
    {{- '\\n\\n' -}}
  {%- else -%}
    {{- ('<end_of_turn>\\n' if turn.role else '') + '<start_of_turn>' + role + '\\n' -}}
  {%- endif -%}
  {{- message.content | trim -}}
  {%- set turn.role = role -%}
{%- endfor -%}
{%- if turn.role -%}{{- '<end_of_turn>\\n' -}}{%- endif -%}
{%- if add_generation_prompt -%}{{- '<start_of_turn>model\\n' -}}{%- endif -%}`,

  /** https://huggingface.co/microsoft/Phi-3-mini-4k-instruct#chat-format */
  phi3: `
{%- for message in messages -%}
  {%- set role = 'user' if message.role == 'tool' else message.role -%}
  {{- '<|' + role + '|>\\n' + message.content + '<|end|>\\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|assistant|>\\n' -}}{%- endif -%}`,

  /** https://docs.mistral.ai/cookbooks/concept-deep-dive-tokenization-chat_templates (the v3 tokenizer) */
  mistral: `
{{- bos_token -}}
{%- set turn = namespace(role='') -%}
{%- for message in messages -%}
  {%- set role = 'assistant' if message.role == 'assistant' else 'user' -%}
  {%- if role == turn.role -%}
    {{- '\\n\\n' -}}
  {%- elif role == 'user' -%}
    {{- (eos_token if turn.role else '') + '[INST] ' -}}
  {%- else -%}
    {{- ('[/INST]' if turn.role else '') + ' ' -}}
  {%- endif -%}
  {{- message.content -}}
  {%- set turn.role = role -%}
{%- endfor -%}
{%- if turn.role == 'user' -%}{{- '[/INST]' -}}{%- elif turn.role == 'assistant' -%}{{- eos_token -}}{%- endif -%}`,
} as const;

/** Name of a built-in chat format. */
export type TemplateFamily = keyof typeof FAMILIES;

/** Names of the built-in chat formats. */
export const TEMPLATE_FAMILIES: readonly string[] = Object.keys(FAMILIES);

/** True for the name of a built-in chat format. */
export function isTemplateFamily(name: string): name is TemplateFamily {
  return Object.hasOwn(FAMILIES, name);
}

/** The Jinja template of a built-in chat format. */
export function familyTemplate(family: TemplateFamily): string {
  return FAMILIES[family].trimStart();
}
