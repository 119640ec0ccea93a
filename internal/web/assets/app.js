// What a page does by itself, besides htmx. Every page can be read, and a bill with its explanations too, without
// this file. Texts come from the page: the script has no words of its own.
(function () {
  "use strict";

  const all = (root, selector) => Array.from(root.querySelectorAll(selector));

  document.documentElement.classList.add("js");

  // ---- An explained line is the next row of its table --------------------------------------------------------
  // <a class="exp" href="PAGE" data-open="FRAGMENT" aria-expanded="false" aria-controls="ID">: the fragment is
  // <tr class="explain" id="ID">. It is fetched once; after that the link shows and hides it.

  function setOpen(link, open) {
    const row = document.getElementById(link.getAttribute("aria-controls"));
    if (row) {
      row.hidden = !open;
    }
    link.setAttribute("aria-expanded", String(open));
    link.closest("tr").classList.toggle("open", open);
  }

  function toggle(link) {
    if (link.getAttribute("aria-expanded") === "true") {
      setOpen(link, false);
    } else if (document.getElementById(link.getAttribute("aria-controls"))) {
      setOpen(link, true);
    } else if (link.getAttribute("aria-busy") !== "true") {
      link.setAttribute("aria-busy", "true");
      window.htmx
        .ajax("GET", link.dataset.open, { source: link, target: link.closest("tr"), swap: "afterend" })
        .then(function () {
          if (document.getElementById(link.getAttribute("aria-controls"))) {
            setOpen(link, true);
          }
        })
        .finally(() => link.removeAttribute("aria-busy"));
    }
  }

  // ---- Clicks --------------------------------------------------------------------------------------------------

  document.addEventListener("click", function (event) {
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    const blocked = event.target.closest("[aria-disabled='true']");
    if (blocked) {
      // The reason stands beside the button; htmx must not hear the click either.
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const link = event.target.closest("a.exp[data-open]");
    if (link && plain && window.htmx) {
      event.preventDefault();
      toggle(link);
    }
    if (event.target.closest("[data-print]")) {
      window.print();
    }
  }, true);

  // Esc closes the innermost thing that is open around the focus, and gives the focus back to what opened it.
  document.addEventListener("keydown", function (event) {
    const at = document.activeElement;
    if (event.key !== "Escape" || event.defaultPrevented || !at || at.matches("select, [type='search']")) {
      return;
    }
    const details = at.closest("details[open]");
    if (details) {
      details.open = false;
      details.querySelector("summary").focus();
      return;
    }
    const row = at.closest("tr.explain");
    const link = row ? document.querySelector("a.exp[aria-controls='" + CSS.escape(row.id) + "']") : at.closest("a.exp[aria-expanded='true']");
    if (link && link.dataset.open) {
      setOpen(link, false);
      link.focus();
    }
  });

  // ---- Rows that are chosen ------------------------------------------------------------------------------------
  // <div data-choose data-none="…" data-one="…" data-many="… {n} …"> holds check boxes in its table, perhaps one
  // [data-choose-all], and a [data-chosen] that says how many are chosen.

  function countChosen(group) {
    const boxes = all(group, "tbody [type='checkbox']");
    const chosen = boxes.filter((box) => box.checked).length;
    const text = chosen === 0 ? group.dataset.none : chosen === 1 ? group.dataset.one : group.dataset.many;
    all(group, "[data-chosen]").forEach(function (place) {
      place.textContent = (text || "{n}").replace("{n}", String(chosen));
      if (place.matches("button, .btn")) {
        place.setAttribute("aria-disabled", String(chosen === 0));
      }
    });
    all(group, "[data-choose-all]").forEach(function (box) {
      box.checked = chosen > 0 && chosen === boxes.length;
      box.indeterminate = chosen > 0 && chosen < boxes.length;
    });
  }

  // ---- Files -----------------------------------------------------------------------------------------------------
  // <div class="drop"> holds a file field and an <output class="files"> that names what was chosen.

  function nameFiles(zone) {
    const names = Array.from(zone.querySelector("[type='file']").files, (file) => file.name);
    all(zone, ".files").forEach((place) => { place.textContent = names.join(", "); });
  }

  ["dragenter", "dragover", "dragleave", "drop"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      const zone = event.target instanceof Element ? event.target.closest(".drop") : null;
      const files = event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
      if (!files) {
        return;
      }
      // A file that misses the zone must not replace the page.
      event.preventDefault();
      all(document, ".drop.over").forEach((other) => other.classList.toggle("over", other === zone && kind !== "drop"));
      if (!zone) {
        return;
      }
      zone.classList.toggle("over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop") {
        const field = zone.querySelector("[type='file']");
        const given = new DataTransfer();
        const wanted = field.multiple ? event.dataTransfer.files : Array.from(event.dataTransfer.files).slice(0, 1);
        Array.from(wanted).forEach((file) => given.items.add(file));
        field.files = given.files;
        field.dispatchEvent(new Event("change", { bubbles: true }));
        field.focus();
      }
    });
  });

  document.addEventListener("change", function (event) {
    const group = event.target.closest("[data-choose]");
    if (group && event.target.matches("[data-choose-all]")) {
      all(group, "tbody [type='checkbox']").forEach((box) => { box.checked = event.target.checked; });
    }
    if (group) {
      countChosen(group);
    }
    if (event.target.matches(".drop [type='file']")) {
      nameFiles(event.target.closest(".drop"));
    }
  });

  // ---- Sliders -------------------------------------------------------------------------------------------------
  // <input type="range" data-types="field"> types its number into the field with that id, and follows what is typed.

  document.addEventListener("input", function (event) {
    const at = event.target;
    if (at.matches("[type='range'][data-types]")) {
      document.getElementById(at.dataset.types).value = at.value.replace(".", ",").replace("-", "\u2212");
    } else if (at.id) {
      all(document, "[data-types='" + CSS.escape(at.id) + "']").forEach(function (slider) {
        slider.value = at.value.replace(/[\s\u00a0+]/g, "").replace("\u2212", "-").replace(",", ".");
      });
    }
  }, true);

  // ---- Forms without htmx are sent once ---------------------------------------------------------------------------

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => all(document, "form[data-sent]").forEach((form) => form.removeAttribute("data-sent")));

  // ---- htmx: focus, live sentences, failures -------------------------------------------------------------------------

  let focused = null;

  document.addEventListener("htmx:beforeSwap", function () {
    const at = document.activeElement;
    focused = at && at !== document.body ? { id: at.id, name: at.getAttribute("name"), href: at.getAttribute("href") } : null;
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    const part = event.detail.elt;
    all(part, "[data-choose]").forEach(countChosen);
    if (part.matches("[data-choose]")) {
      countChosen(part);
    }
    const wanted = part.matches("[data-focus]") ? part : part.querySelector("[data-focus]");
    if (wanted) {
      wanted.focus();
      return;
    }
    if (!focused || (document.activeElement && document.activeElement !== document.body)) {
      return;
    }
    const again = (focused.id && document.getElementById(focused.id)) ||
      (focused.name && part.querySelector("[name='" + CSS.escape(focused.name) + "']")) ||
      (focused.href && part.querySelector("[href='" + CSS.escape(focused.href) + "']"));
    if (again) {
      again.focus();
    }
  });

  // The server says a sentence with the header HX-Trigger: {"say": "…"}; #live is an empty polite live region.
  document.addEventListener("say", function (event) {
    const live = document.getElementById("live");
    if (live) {
      live.textContent = "";
      window.setTimeout(() => { live.textContent = event.detail.value; }, 50);
    }
  });

  // A request that failed says so at the top of the page, in the words of <main data-failed="…" data-unreachable="…">.
  function fail(text) {
    const main = document.querySelector("main");
    if (!main || !text) {
      return;
    }
    all(main, ".notice.failed").forEach((old) => old.remove());
    const notice = document.createElement("div");
    notice.className = "notice bad failed";
    notice.setAttribute("role", "alert");
    notice.tabIndex = -1;
    const sentence = document.createElement("p");
    sentence.textContent = text;
    notice.append(document.createElement("span"), sentence);
    main.prepend(notice);
    notice.focus();
  }

  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status === 401) {
      window.location.reload(); // the session is over: the page leads to the login, and back
      return;
    }
    if (!event.detail.shouldSwap) {
      fail(document.querySelector("main").dataset.failed);
    }
  });
  ["htmx:sendError", "htmx:timeout"].forEach(function (kind) {
    document.addEventListener(kind, () => fail(document.querySelector("main").dataset.unreachable));
  });

  document.addEventListener("DOMContentLoaded", function () {
    all(document, "[data-choose]").forEach(countChosen);
    const wanted = document.querySelector("[data-focus]");
    if (wanted) {
      wanted.focus();
    }
  });
})();
