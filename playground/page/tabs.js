/**
 * Tabs as the ARIA practices describe them: arrow keys move between tabs, and the panel of the selected one is shown.
 */
import { byId, element } from "./dom.js";

/** @typedef {{ id: string, label: string, content: HTMLElement }} Tab */

export class Tabs {
  /**
   * @param {Tab[]} tabs
   * @param {(id: string) => void} onSelect
   */
  constructor(tabs, onSelect) {
    this.tabs = tabs;
    this.onSelect = onSelect;
    this.selected = "";
    this.buttons = tabs.map(({ id, label }) =>
      element("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}`, click: () => this.select(id) }, label),
    );
    this.panels = tabs.map(({ id, content }) =>
      element("div", { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}`, hidden: true }, content),
    );
    const list = byId("tabs");
    list.append(...this.buttons);
    list.addEventListener("keydown", (event) => this.move(event));
    byId("panels").append(...this.panels);
  }

  /** @param {string} id */
  select(id) {
    this.selected = id;
    this.tabs.forEach((tab, index) => {
      const isSelected = tab.id === id;
      const button = this.buttons[index];
      button?.setAttribute("aria-selected", String(isSelected));
      button?.setAttribute("tabindex", isSelected ? "0" : "-1");
      if (isSelected) button?.scrollIntoView({ block: "nearest", inline: "nearest" });
      this.panels[index]?.toggleAttribute("hidden", !isSelected);
    });
    this.onSelect(id);
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const at = this.tabs.findIndex((tab) => tab.id === this.selected);
    const last = this.tabs.length - 1;
    /** @type {Record<string, number>} */
    const targets = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last };
    const target = targets[event.key];
    const tab = target === undefined ? undefined : this.tabs[target];
    if (target === undefined || !tab) return;
    event.preventDefault();
    this.select(tab.id);
    this.buttons[target]?.focus();
  }
}
