// The app's Home tab: one view of blocks, kept up to date in place.
import { showBlocks, shownActions } from "./block_kit.js";
import { h } from "./dom.js";
import { InputState } from "./input_state.js";

const NOTHING = "This version of Mailroom speaks in Messages: its Home tab is empty.";
const EMPTY = [{ type: "section", block_id: "empty", text: { type: "plain_text", text: NOTHING } }];

export class HomeTab {
  // deps: ctx(), act(view, action), confirm(question)
  constructor(deps) {
    this.deps = deps;
    this.inputs = new InputState();
    this.node = h("div", { class: "home blocks", role: "tabpanel", testid: "home", tabindex: "0", hidden: true });
  }

  show(view) {
    const blocks = view?.blocks?.length ? view.blocks : EMPTY;
    this.inputs.keepOnly(shownActions(blocks));
    showBlocks(this.node, blocks, {
      ...this.deps.ctx(),
      state: this.inputs,
      scope: view?.id ?? "home",
      act: (action) => this.deps.act(view, action),
      confirm: this.deps.confirm,
    });
  }
}
