/** The fields of a call as HTML, each with its label: all of them can be reached and filled in with the keyboard. */
import { html } from 'hono/html';
import type { Field } from './fields';
import { visible } from './visible';

/** A field with what it holds: Claude's value, or what somebody typed before. `key` is its card's. */
export function fieldHtml(field: Field, text: string, key: string): ReturnType<typeof html> {
  const { id, name, description, isOptional } = field;
  const hint = [description, isOptional ? 'may be left empty' : ''].filter(Boolean).join('; ');
  return html`<label for="${key}/${id}"
      >${visible(name)}${hint ? html` <span class="dim">${visible(hint)}</span>` : ''}</label
    >
    ${control(field, text, `${key}/${id}`)}`;
}

function control({ id: name, kind, choices, isOptional }: Field, text: string, id: string): ReturnType<typeof html> {
  switch (kind) {
    case 'choice': {
      const options = isOptional || text === '' ? ['', ...choices] : choices;
      return html`<select id="${id}" name="${name}">
        ${options.map((one) => html`<option value="${one}" ${one === text ? 'selected' : ''}>${visible(spoken(one))}</option>`)}
      </select>`;
    }
    case 'integer':
      return html`<input id="${id}" name="${name}" value="${text}" inputmode="numeric" autocomplete="off" />`;
    case 'number':
      return html`<input id="${id}" name="${name}" value="${text}" inputmode="decimal" autocomplete="off" />`;
    case 'line':
      return html`<input id="${id}" name="${name}" value="${text}" autocomplete="off" />`;
    default:
      return html`<textarea
        id="${id}"
        name="${name}"
        rows="${Math.min(12, text.split('\n').length + 1)}"
        ${kind === 'json' ? 'spellcheck="false"' : ''}
      >
${text}</textarea>`;
  }
}

/** A choice as one says it: text without its quotation marks. */
function spoken(choice: string): string {
  if (choice === '') return '–';
  const value: unknown = JSON.parse(choice);
  return typeof value === 'string' ? value : choice;
}
