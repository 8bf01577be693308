//! What a person does to fields: typing, emptying, choosing a day or a file.

use std::path::Path;

use anyhow::Context;
use fantoccini::Locator;
use serde_json::json;

use super::{Window, quoted};

/// Keys as WebDriver names them.
const BACKSPACE: &str = "\u{e003}";
const END: &str = "\u{e010}";

impl Window {
    /// Types into the field of this name or label.
    ///
    /// # Panics
    /// There is none.
    pub fn type_into(&self, label: &str, text: &str) {
        let quoted = quoted(label);
        let field = "self::input or self::textarea";
        let path = format!(
            "//*[{field}][@aria-label={quoted} or @name={quoted} or @placeholder={quoted}] | //label[contains(., {quoted})]//*[{field}]"
        );
        self.act(&format!("type into「{label}」"), &path, |element| async move {
            element.send_keys(text).await.map_err(Into::into)
        });
    }

    /// Empties the field of this name or label, as a hand does that begins anew.
    ///
    /// # Panics
    /// There is none.
    pub fn empty(&self, label: &str) {
        let length = self.value_of(label).chars().count();
        self.type_into(label, END);
        self.type_into(label, &BACKSPACE.repeat(length));
    }

    /// What a field of this label holds.
    ///
    /// # Panics
    /// There is none.
    pub fn value_of(&self, label: &str) -> String {
        let script = "const l = arguments[0]; const all = [...document.querySelectorAll('input,textarea')];
            const it = all.find(e => e.getAttribute('aria-label') === l || e.name === l); return it ? it.value : null;";
        let mut value = None;
        self.until(&format!("a field「{label}」 is there"), || {
            value = self.script(script, vec![json!(label)])?.as_str().map(str::to_owned);
            Ok(value.is_some())
        });
        value.unwrap_or_default()
    }

    /// Puts a day into a field for days, as the system's own picker does.
    ///
    /// # Panics
    /// There is no such field.
    pub fn choose_day(&self, label: &str, day: &str) {
        let script = "const named = field =>
                field.getAttribute('aria-label') === arguments[0] || field.closest('label')?.textContent.includes(arguments[0]);
            const field = [...document.querySelectorAll('input[type=date]')].find(named);
            if (field === undefined) return false;
            field.value = arguments[1];
            for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
            return true;";
        self.until(&format!("a day is chosen in「{label}」"), || {
            Ok(self.script(script, vec![json!(label), json!(day)])? == json!(true))
        });
    }

    /// Chooses a file in the field that a CSS selector finds, as the system's own picker does. The field itself is not in sight.
    ///
    /// # Panics
    /// There is no such field.
    pub fn choose_file(&self, selector: &str, file: &Path) {
        let name = file.display().to_string();
        self.until(&format!("a file is chosen in {selector}"), || {
            self.runtime.block_on(async {
                let found = self.client.find_all(Locator::Css(selector)).await?;
                let field = found.first().context("the field is there")?;
                field.send_keys(&name).await?;
                Ok(true)
            })
        });
    }
}
