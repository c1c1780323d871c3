// Every request of the Slack side to the stand-in, and what its answers mean for a person.
import { askServer } from "./ask_server.js";

const ROOT = "/play/slack";
const PATIENCE = 3000;
const REFUSED_AT_ONCE = 250;
const LATE = "Mailroom did not answer in time";
const UNREACHABLE = "Mailroom could not be reached. Is it running?";
export const EVENTS = `${ROOT}/events`;

const at = (user, rest) => `${ROOT}/${encodeURIComponent(user)}/${rest}`;
const post = (user, rest, body) => askServer("POST", at(user, rest), body);

// In a direct message there is nobody but the app, so the app's name is the room's name.
export const APP_NAME = "Mailroom";
// Slack itself speaks as this user, for example when a command failed.
export const SLACKBOT = ["USLACKBOT", "Slackbot"];

export async function users() {
  const found = await askServer("GET", `${ROOT}/users`);
  return found.filter((user) => !user.deleted).map(
    (user) => ({ id: user.id, name: user.real_name || user.name || user.id, email: user.email }),
  );
}

export async function rooms(user) {
  const found = await askServer("GET", at(user, "channels"));
  return found.map((room) => ({
    id: room.id,
    im: room.is_im,
    name: room.is_im ? APP_NAME : room.name,
    statuses: Object.values(room.statuses ?? {}).map(({ status }) => status),
    running: Object.entries(room.sessions ?? {}).filter(
      ([, session]) => session.status === "processing",
    ).map(([ts]) => ts),
    prompts: room.prompts?.prompts ?? [],
  }));
}

export const messages = (user, room) => askServer("GET", at(user, `channels/${encodeURIComponent(room)}/messages`));
export const views = (user) => askServer("GET", at(user, "views"));
export const home = (user) => askServer("GET", at(user, "home"));

// Slack's entries, such as {type, selected_option: {text, value}}, as the plain value that a person chose.
function plain(entry) {
  const held = Object.entries(entry).find(([name]) => name !== "type")?.[1] ?? null;
  const bare = (value) => (value !== null && typeof value === "object" ? value.value : value);
  return Array.isArray(held) ? held.map(bare) : bare(held);
}

function plainValues(values) {
  const blocks = Object.entries(values).map(([blockId, actions]) => {
    return [blockId, Object.fromEntries(Object.entries(actions).map(([actionId, entry]) => [actionId, plain(entry)]))];
  });
  return Object.fromEntries(blocks);
}

function verdict(answer) {
  if (answer.status === 0 && answer.ok === false) return answer.ms < REFUSED_AT_ONCE ? UNREACHABLE : LATE;
  if (answer.ms > PATIENCE) return LATE;
  if (answer.ok === false || answer.status >= 300) return `Mailroom answered ${answer.status}: it could not take that.`;
  return answer.shown || null;
}

// Slack gives an app three seconds. The page says so as soon as they are over, not when the answer comes at last.
function outcome(request) {
  const late = new Promise((resolve) => {
    setTimeout(() => resolve({ error: LATE }), PATIENCE);
  });
  const heard = request.then((answer) => ({ error: verdict(answer), answer }), (error) => ({ error: error.message }));
  return Promise.race([heard, late]);
}

const errorOf = async (request) => (await outcome(request)).error;

// where: {channel, message_ts} or {view_id}. What was chosen goes beside what else was entered there.
export function click(user, where, { action_id, block_id, chosen, values }) {
  const selected = chosen && plain(chosen);
  return errorOf(post(
    user,
    "click",
    { ...where, action_id, block_id, values: plainValues(values), ...(chosen && { selected }) },
  ));
}

export const close = (user, viewId) => errorOf(post(user, "close", { view_id: viewId }));
export const say = (user, said) => errorOf(post(user, "message", said));
export const stop = (user, channel, threadTs) => errorOf(post(user, "stop", { channel, thread_ts: threadTs }));
export const openApp = (user, tab) => errorOf(post(user, "open_home", { tab }));

// What the app does with a command is said in the conversation itself; an error here means that nothing was sent.
export const command = (user, said) => post(user, "command", said).then(() => null, (error) => error.message);

export async function submit(user, viewId, values) {
  const { error, answer } = await outcome(post(user, "submit", { view_id: viewId, values: plainValues(values) }));
  if (answer?.errors) return { errors: answer.errors, failure: null };
  return { errors: {}, failure: answer?.problem ? `${error} (${answer.problem})` : error };
}
