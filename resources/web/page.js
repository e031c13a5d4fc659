/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages can do more where the browser runs scripts: photos are made smaller, what was written is kept until the
 * station says that it is stored, and a running alarm is shown. Without it every form works all the same. */
(function () {
  "use strict";

  var words = document.body.dataset;
  var box = document.getElementById("queue");

  /* --- what waits to be sent: kept in the browser, and in memory where that is not allowed --- */

  var memory = [];
  var opened = new Promise(function (resolve) {
    var request;
    try {
      request = indexedDB.open("anlan", 1);
    } catch (error) {
      resolve(null);
      return;
    }
    request.onupgradeneeded = function () {
      request.result.createObjectStore("queue", { keyPath: "id" });
    };
    request.onsuccess = function () { resolve(request.result); };
    request.onerror = request.onblocked = function () { resolve(null); };
  });

  function inStore(mode, work) {
    return opened.then(function (base) {
      if (!base) { return undefined; }
      return new Promise(function (resolve, reject) {
        var transaction = base.transaction("queue", mode);
        var request = work(transaction.objectStore("queue"));
        transaction.oncomplete = function () { resolve(request.result); };
        transaction.onerror = transaction.onabort = function () { reject(transaction.error); };
      });
    });
  }

  function keep(entry) {
    return inStore("readwrite", function (store) { return store.put(entry); }).then(function (key) {
      if (key === undefined) { memory.push(entry); }
    }, function () { memory.push(entry); });
  }

  function forget(entry) {
    memory = memory.filter(function (one) { return one.id !== entry.id; });
    return inStore("readwrite", function (store) { return store.delete(entry.id); }).catch(function () {});
  }

  function list() {
    return inStore("readonly", function (store) { return store.getAll(); }).catch(function () { return []; })
      .then(function (kept) {
        return (kept || []).concat(memory).sort(function (a, b) { return a.at - b.at; });
      });
  }

  function say(text) {
    box.textContent = text;
    box.hidden = !text;
  }

  /* --- sending: an answer of the station decides, everything else is tried again --- */

  function post(entry) {
    var form = new FormData();
    entry.fields.forEach(function (field) {
      if (field[1] instanceof Blob) {
        form.append(field[0], field[1], "photo");
      } else {
        form.append(field[0], field[1]);
      }
    });
    /* Who has signed in anew has another form token. */
    return fetch(entry.url.replace(/([?&]form=)[^&]*/, "$1" + (words.form || "")), {
      method: "POST", body: form, credentials: "same-origin", redirect: "error", headers: { Accept: "application/json" }
    }).then(function (response) {
      return response.json().then(function (told) {
        told.status = response.status;
        return told;
      });
    });
  }

  function isFinal(told) {
    return told.ok || (told.status >= 400 && told.status < 500 && told.status !== 401 && told.status !== 408 &&
      told.status !== 429);
  }

  var sending = false;
  var later = 0;

  function tryLater() {
    clearTimeout(later);
    later = setTimeout(flush, 5000);
  }

  /* Sends what waits, one after the other. */
  function flush() {
    if (sending) { return; }
    sending = true;
    list().then(function (entries) {
      var gone = 0, refused = "";
      return entries.reduce(function (before, entry) {
        return before.then(function () { return post(entry); }).then(function (told) {
          if (!isFinal(told)) { throw new Error("later"); }
          if (told.ok) { gone += 1; } else { refused = told.error; }
          return forget(entry);
        });
      }, Promise.resolve()).then(function () {
        sending = false;
        if (refused) {
          say(words.refused + " " + refused);
        } else if (gone) {
          say(words.gone);
        }
      });
    }).catch(function () {
      sending = false;
      return list().then(function (entries) {
        say(words.waiting.replace("%s", String(entries.length)));
        tryLater();
      });
    });
  }

  /* --- photos: a phone's picture is ten times what anybody needs to see the leak --- */

  var EDGE = 1600;

  function smaller(file) {
    if (!/^image\//.test(file.type) || !window.URL) { return Promise.resolve(file); }
    return new Promise(function (resolve) {
      var picture = new Image();
      var url = URL.createObjectURL(file);
      picture.onload = function () {
        var scale = Math.min(1, EDGE / Math.max(picture.naturalWidth, picture.naturalHeight));
        var canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
        canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        URL.revokeObjectURL(url);
        canvas.toBlob(function (blob) {
          resolve(blob && (blob.size < file.size || !/jpe?g|png/.test(file.type)) ? blob : file);
        }, "image/jpeg", 0.82);
      };
      picture.onerror = function () {
        URL.revokeObjectURL(url);
        say(words.large);
        resolve(file);
      };
      picture.src = url;
    });
  }

  function showShots(input) {
    var shots = input.nextElementSibling;
    if (!shots || shots.className !== "shots") {
      shots = document.createElement("div");
      shots.className = "shots";
      input.parentNode.insertBefore(shots, input.nextSibling);
    }
    while (shots.firstChild) { shots.removeChild(shots.firstChild); }
    Array.prototype.forEach.call(input.files, function (file) {
      var picture = new Image();
      picture.alt = "";
      picture.onload = function () { URL.revokeObjectURL(picture.src); };
      picture.src = URL.createObjectURL(file);
      shots.appendChild(picture);
    });
  }

  /* Where the page is secure, the photo from before lies over what the camera sees, so that both are of the same spot. */
  function offerCamera(input) {
    var button;
    if (!input.dataset.before || !window.isSecureContext || !navigator.mediaDevices || !window.DataTransfer) { return; }
    button = document.createElement("button");
    button.type = "button";
    button.textContent = words.camera;
    input.parentNode.insertBefore(button, input);
    button.addEventListener("click", function () {
      navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: EDGE } } }).then(function (stream) {
        openCamera(input, stream, button);
      }, function () { input.click(); });
    });
  }

  function openCamera(input, stream, opener) {
    var overlay = document.createElement("div"), video = document.createElement("video"), before = new Image();
    var bar = document.createElement("div"), take = document.createElement("button");
    function close() {
      stream.getTracks().forEach(function (track) { track.stop(); });
      overlay.remove();
      opener.focus();
    }
    overlay.className = "overlay";
    overlay.setAttribute("role", "dialog");
    overlay.setAttribute("aria-label", words.camera);
    before.src = input.dataset.before;
    before.alt = words.old;
    video.srcObject = stream;
    video.muted = true;
    video.setAttribute("playsinline", "");
    take.type = "button";
    take.textContent = words.camera;
    bar.appendChild(take);
    [video, before, bar].forEach(function (part) { overlay.appendChild(part); });
    document.body.appendChild(overlay);
    video.play();
    take.focus();
    overlay.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { close(); }
    });
    take.addEventListener("click", function () {
      var canvas = document.createElement("canvas");
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      canvas.getContext("2d").drawImage(video, 0, 0);
      canvas.toBlob(function (blob) {
        var files = new DataTransfer();
        files.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
        input.files = files.files;
        showShots(input);
        close();
      }, "image/jpeg", 0.85);
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("input[type=file]"), function (input) {
    input.addEventListener("change", function () { showShots(input); });
    offerCamera(input);
  });

  /* --- forms --- */

  function collect(form, button) {
    var fields = [], photos = [];
    new FormData(form).forEach(function (value, name) {
      if (value instanceof Blob) {
        if (value.size > 0) { photos.push([name, value]); }
      } else {
        fields.push([name, value]);
      }
    });
    /* When it was done on the phone, whenever it is sent. */
    if (form.dataset.at !== undefined) { fields.push(["at", new Date().toISOString()]); }
    if (button && button.name) { fields.push([button.name, button.value]); }
    return photos.reduce(function (before, photo) {
      return before.then(function () { return smaller(photo[1]); }).then(function (blob) { fields.push([photo[0], blob]); });
    }, Promise.resolve()).then(function () { return fields; });
  }

  function showError(form, text) {
    var error = document.querySelector("main > p.error");
    if (!error) {
      error = document.createElement("p");
      error.className = "error";
      error.setAttribute("role", "alert");
      form.parentNode.insertBefore(error, form);
    }
    error.textContent = text;
    error.scrollIntoView();
  }

  /* Also to the page that is open already: it has changed. */
  function go(where) {
    var target = new URL(where, location.href);
    if (target.pathname + target.search === location.pathname + location.search) {
      location.hash = target.hash;
      location.reload();
    } else {
      location.assign(where);
    }
  }

  function send(form, button) {
    var buttons = form.querySelectorAll("button[type=submit]");
    function able(on) {
      Array.prototype.forEach.call(buttons, function (one) { one.disabled = !on; });
    }
    able(false);
    say(words.sending);
    collect(form, button).then(function (fields) {
      var secret = fields.filter(function (field) { return field[0] === "secret"; })[0];
      var entry = { id: form.action + " " + (secret ? secret[1] : String(Date.now()) + Math.random()), url: form.action, at: Date.now(), fields: fields };
      return keep(entry).then(list).then(function (entries) {
        /* What was written before goes first. */
        if (entries.length > 1) { throw new Error("later"); }
        return post(entry);
      }).then(function (told) {
        if (!isFinal(told)) { throw new Error("later"); }
        return forget(entry).then(function () {
          say("");
          if (told.ok) {
            go(told.location);
          } else {
            able(true);
            showError(form, told.error);
          }
        });
      });
    }).catch(function () {
      say(words.kept);
      box.scrollIntoView();
      form.dataset.kept = "";
      tryLater();
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-queue]"), function (form) {
    form.addEventListener("submit", function (event) {
      if (!window.fetch || !window.FormData || !FormData.prototype.forEach) { return; }
      event.preventDefault();
      send(form, event.submitter);
    });
  });

  window.addEventListener("online", flush);
  list().then(function (entries) {
    if (entries.length) { flush(); }
  });

  /* --- a running alarm's word for this place --- */

  var last = "";

  function look() {
    var place = document.querySelector("[data-place]");
    fetch(words.now + (place ? "?place=" + encodeURIComponent(place.dataset.place) : ""), {
      credentials: "same-origin", headers: { Accept: "application/json" }
    }).then(function (response) { return response.json(); }).then(function (told) {
      var area = document.getElementById("broadcast");
      var text = told.text || "";
      if (text !== last) {
        last = text;
        area.textContent = text;
        area.hidden = !text;
        if (text && navigator.vibrate) { navigator.vibrate([500, 200, 500]); }
      }
    }).catch(function () {}).then(function () { setTimeout(look, 5000); });
  }

  if (words.now && window.fetch) { look(); }
}());
