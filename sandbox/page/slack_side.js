// The dark bar of the Slack side: who one is, and one's conversations.
import { appFace, avatar, button, fill, h, icon, keepList } from "./dom.js";

export class SlackSide {
  // deps: become(userId), enter(room)
  constructor(deps) {
    this.deps = deps;
    const chosen = () => deps.become(this.people.value);
    this.people = h("select", { class: "switch", testid: "user-switch", "aria-label": "You are", onchange: chosen });
    this.face = h("span", { class: "face" });
    this.rooms = h("nav", { class: "rooms", "aria-label": "Conversations" });
    const team = h(
      "div",
      { class: "team" },
      h("strong", {}, "Fernhill Instruments"),
      h("small", {}, "a stand-in for Slack"),
    );
    const you = h("label", { class: "you" }, this.face, h("span", { class: "you-label" }, "You are"), this.people);
    this.node = h("aside", { class: "slack-side" }, team, you, this.rooms);
  }

  showPeople(users) {
    fill(this.people, users.map((user) => h("option", { value: user.id }, user.name)));
  }

  showMe(id, name) {
    this.people.value = id;
    fill(this.face, avatar(name, id));
  }

  showRooms(rooms, current) {
    keepList(this.rooms, rooms.map((room) => ({ room, current: room.id === current?.id })), {
      key: ({ room }) => room.id,
      signature: ({ room, current: open }) => JSON.stringify([room.name, open]),
      create: (one) => this.roomButton(one),
    });
  }

  roomButton({ room, current }) {
    const node = button(
      "room",
      "room",
      () => this.deps.enter(room),
      room.im ? appFace() : icon("hash"),
      h("span", {}, room.name),
    );
    Object.assign(node.dataset, { focus: room.id, channel: room.id });
    if (current) node.setAttribute("aria-current", "true");
    return node;
  }
}
