/**
 * The picture: an SVG image. As an image it can neither run scripts nor request anything.
 */
import { downloadText, element } from "./dom.js";

export class PictureView {
  /** @param {string} subject What is drawn: `the topology`. */
  constructor(subject) {
    this.svg = "";
    this.url = "";
    this.image = element("img", { alt: `Resources, networks and access paths of ${subject}. The table of access paths has the same as text.` });
    this.frame = element("div", { class: "picture fitted", tabindex: "0", role: "region", "aria-label": `Picture of ${subject}` }, this.image);
    const zoom = element("button", { type: "button", "aria-pressed": "false" }, "Actual size");
    zoom.addEventListener("click", () => zoom.setAttribute("aria-pressed", String(!this.frame.classList.toggle("fitted"))));
    const save = element("button", { type: "button", click: () => downloadText("topology.svg", this.svg, "image/svg+xml") }, "Download");
    this.element = element("div", { class: "picture-view" }, element("div", { class: "toolbar" }, element("span", { class: "size" }), zoom, save), this.frame);
  }

  /** @param {string} svg */
  show(svg) {
    if (svg === this.svg) return;
    this.svg = svg;
    const old = this.url;
    this.url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    this.image.src = this.url;
    if (old) URL.revokeObjectURL(old);
  }
}

