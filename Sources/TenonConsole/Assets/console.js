// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

// What HTML cannot do by itself. Every page works without this file.

import { startEditor } from "./editor.js";
import { startForms } from "./forms.js";
import { startInPlace } from "./inplace.js";
import { startPopups } from "./popup.js";

const themes = ["auto", "light", "dark"];

/** The button that goes round the themes: the system's, light, dark. */
function startTheme() {
  const button = document.querySelector("[data-theme-switch]");
  if (!button) return;
  const current = () => document.documentElement.dataset.theme ?? "auto";
  const show = () => {
    const label = button.dataset[current()] ?? current();
    button.title = label;
    button.setAttribute("aria-label", label);
    for (const icon of button.querySelectorAll("[data-icon]")) icon.toggleAttribute("hidden", icon.dataset.icon !== current());
  };
  button.addEventListener("click", () => {
    const next = themes[(themes.indexOf(current()) + 1) % themes.length];
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("tenon.theme", next);
    } catch {
      // It holds for this page, then.
    }
    show();
  });
  show();
}

/** Links that open a dialog where there is one, and else go to the page that says the same. */
function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      dialog.showModal();
    }
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      event.target.closest("dialog")?.close();
    }
    if (event.target instanceof HTMLDialogElement) event.target.close();
  });
}

/** Buttons that copy what they name, and say so. */
function startCopying() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.querySelector(button.dataset.copy);
    if (!source) return;
    const text = source.value ?? source.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not a secure context: select it, so that it takes one key more.
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      return;
    }
    const words = button.querySelector("[data-words]") ?? button;
    const before = words.textContent;
    words.textContent = button.dataset.done ?? before;
    setTimeout(() => { words.textContent = before; }, 1600);
  });
}

/** "/" goes to the search, as everywhere. */
function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
    const search = document.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}

/** A gallery that narrows while typing. */
function startGallery() {
  const search = document.querySelector("[data-narrows]");
  const gallery = search && document.getElementById(search.dataset.narrows);
  if (!gallery) return;
  const items = [...gallery.children];
  const none = document.querySelector("[data-none]");
  const narrow = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const item of items) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      if (!item.hidden) found += 1;
    }
    none?.toggleAttribute("hidden", found > 0);
  };
  search.addEventListener("input", narrow);
  narrow();
}

/** Times in the reader's own zone and words; the server writes UTC. */
function startTimes() {
  const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  for (const time of document.querySelectorAll("time[datetime]")) {
    const date = new Date(time.dateTime);
    if (!Number.isNaN(date.valueOf())) time.title = exact.format(date);
  }
}

/** A menu closes when something else is clicked, or with Escape. */
function startMenus() {
  const menus = [...document.querySelectorAll("details.person")];
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus) {
      if (!menu.open) continue;
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

startTheme();
startDialogs();
startCopying();
startKeys();
startGallery();
startTimes();
startForms();
startEditor();
startInPlace();
startPopups();
startMenus();
