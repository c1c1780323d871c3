// What has been typed and chosen in one message, modal or Home tab, in the shape of Slack's state.values.

export class InputState {
  constructor(values = {}) {
    this.values = structuredClone(values);
  }

  get(blockId, actionId) {
    return this.values[blockId]?.[actionId] ?? null;
  }

  set(blockId, actionId, value) {
    this.values[blockId] ??= {};
    this.values[blockId][actionId] = value;
  }

  // Slack keeps what was typed as long as block_id and action_id stay; what is no longer on show is forgotten.
  keepOnly(pairs) {
    const wanted = new Set(pairs.map(([blockId, actionId]) => `${blockId}\n${actionId}`));
    for (const [blockId, actions] of Object.entries(this.values)) {
      for (const actionId of Object.keys(actions)) if (!wanted.has(`${blockId}\n${actionId}`)) delete actions[actionId];
      if (!Object.keys(actions).length) delete this.values[blockId];
    }
  }
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function isEmpty(value) {
  if (!value) return true;
  const held = Object.entries(value).find(([name]) => name !== "type")?.[1];
  return held === null || held === undefined || held === "" || (Array.isArray(held) && held.length === 0);
}

function numberError(element, text) {
  const number = Number(text);
  if (Number.isNaN(number)) return "Please enter a number.";
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Please enter a whole number.";
  const { min_value: least = "-Infinity", max_value: most = "Infinity" } = element;
  if (number < Number(least)) return `At least ${least}, please.`;
  if (number > Number(most)) return `At most ${most}, please.`;
  return null;
}

function textError(element, text) {
  const { min_length: least, max_length: most } = element;
  if (least && text.length < least) return `Please enter at least ${least} characters.`;
  if (most && text.length > most) return `${text.length - most} characters too many: at most ${most}.`;
  return null;
}

// What Slack's own client refuses before it tells the app anything.
export function inputError(block, value) {
  const element = block.element;
  if (isEmpty(value)) return block.optional ? null : "Please complete this required field.";
  const checks = {
    plain_text_input: () => textError(element, value.value),
    number_input: () => numberError(element, value.value),
    email_text_input: () => (EMAIL.test(value.value) ? null : "Please enter a valid email address."),
    url_text_input: () => (URL.canParse(value.value) ? null : "Please enter a valid URL."),
  };
  return checks[element.type]?.() ?? null;
}
