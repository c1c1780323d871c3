// Every request of the mail side to the stand-in.
import { askServer } from "./ask_server.js";

const ROOT = "/play/mail";
export const EVENTS = `${ROOT}/events`;
export const FOLDERS = ["inbox", "drafts", "sent", "spam"];

const at = (email, rest) => `${ROOT}/${encodeURIComponent(email)}/${rest}`;
const draftAt = (email, draftId) => at(email, `drafts/${encodeURIComponent(draftId)}`);

export const users = () => askServer("GET", `${ROOT}/users`);
export const folder = (email, name) => askServer("GET", at(email, name));
export const message = (email, id) => askServer("GET", at(email, `messages/${encodeURIComponent(id)}`));
export const deliver = (mail) => askServer("POST", `${ROOT}/deliver`, mail);
export const send = (email, mail) => askServer("POST", at(email, "send"), mail);
export const editDraft = (email, draftId, changes) => askServer("POST", draftAt(email, draftId), changes);
export const deleteDraft = (email, draftId) => askServer("DELETE", draftAt(email, draftId));
export const sendDraft = (email, draftId) => askServer("POST", `${draftAt(email, draftId)}/send`, {});
export const relabel = (email, id, add, remove) => askServer(
  "POST",
  at(email, `messages/${encodeURIComponent(id)}/labels`),
  { add, remove },
);
export const revoke = (email) => askServer("POST", at(email, "revoke"), {});
export const expireHistory = (email) => askServer("POST", at(email, "history/expire"), {});
export const repeatPush = (email, times) => askServer("POST", at(email, "push/repeat"), { times });
export const options = (changes) => askServer("POST", `${ROOT}/options`, changes);
