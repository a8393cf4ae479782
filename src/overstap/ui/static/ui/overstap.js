/* Small comforts. Every page works without this file. */
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  const announce = (text) => {
    const region = document.getElementById("aankondiging");
    if (!region || !text) return;
    region.textContent = "";
    window.setTimeout(() => { region.textContent = text; }, 60);
  };

  const focusErrors = (root) => {
    const summary = root.querySelector(".error-summary");
    if (summary) summary.focus();
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-print]");
    if (button && button.hasAttribute("data-print")) return window.print();
    if (button) {
      const source = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        announce(button.dataset.copied || "Gekopieerd");
        button.textContent = button.dataset.copied || "Gekopieerd";
      } catch {
        window.getSelection().selectAllChildren(source);
      }
      return;
    }
    /* The account menu closes when someone clicks beside it. */
    document.querySelectorAll(".whoami details[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll(".whoami details[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* A link in the error summary goes to the field itself. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!field) return;
    event.preventDefault();
    const control = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
    (control || field).focus();
    field.scrollIntoView({ block: "center" });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.elt || event.target;
    if (!target.querySelector) return;
    const speaker = target.matches("[data-announce]") ? target : target.querySelector("[data-announce]");
    announce(speaker && speaker.dataset.announce);
    focusErrors(target);
  });

  document.addEventListener("DOMContentLoaded", () => focusErrors(document));
})();
