//! `configuration.md`: every key with its default and its meaning.
//!
//! Keys, types and meanings are the fields of `Config` and their comments; defaults are
//! what the program itself prints where nothing is set.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use syn::visit::Visit;

use super::{Made, cli};
use crate::{shell::capture, sources::Sources};

const SOURCE: &str = "crates/quantumlayer/src/config.rs";

pub fn make(sources: &Sources) -> Result<Made> {
    let Some(text) = sources.files.get(SOURCE) else {
        return Ok(Made::NotYet(format!("there is no {SOURCE}")));
    };
    let file = syn::parse_file(text).context("reading the configuration's source")?;
    let mut structs = Structs::default();
    structs.visit_file(&file);
    let shown = capture(cli::in_nowhere(&cli::binary()?).args(["config", "show", "--json"]))?;
    let defaults: serde_json::Value = serde_json::from_str(&shown).context("reading `config show --json`")?;
    let mut out = String::from(
        "# Configuration\n\nMade by `cargo xtask codegen`. A file (`--config FILE`, else `~/.config/quantumlayer/config.toml`) sets \
         these keys; `QUANTUMLAYER_` and the key in capitals, with `__` between its parts, sets one from the environment and wins \
         over the file; a flag wins over both. `quantumlayer config show` prints what is in force.\n\n\
         | key | default | meaning |\n|---|---|---|\n",
    );
    rows(&structs, "Config", "", &defaults, &mut out)?;
    Ok(Made::Text(out))
}

fn rows(
    structs: &Structs,
    name: &str,
    prefix: &str,
    defaults: &serde_json::Value,
    out: &mut String,
) -> Result<()> {
    let fields = structs.0.get(name).with_context(|| format!("there is no struct `{name}`"))?;
    for field in fields {
        let key = format!("{prefix}{}", field.name);
        let value = defaults.get(&field.name);
        if structs.0.contains_key(&field.of) {
            rows(structs, &field.of, &format!("{key}."), value.unwrap_or(&serde_json::Value::Null), out)?;
            continue;
        }
        let shown = value.filter(|value| field.name != "home" && !value.is_object()).map_or_else(
            || "–".to_owned(),
            |value| format!("`{}`", value.to_string().replace("/home/you", "~")),
        );
        let meaning = if field.doc.is_empty() { "as its name says" } else { &field.doc };
        out.push_str(&format!("| `{key}` | {shown} | {} |\n", meaning.replace('|', "\\|")));
    }
    Ok(())
}

/// The structs of a file: their fields in order.
#[derive(Default)]
struct Structs(BTreeMap<String, Vec<Field>>);

struct Field {
    name: String,
    /// The type's last name.
    of: String,
    doc: String,
}

impl<'a> Visit<'a> for Structs {
    fn visit_item_struct(&mut self, item: &'a syn::ItemStruct) {
        let fields = item.fields.iter().filter_map(|field| {
            let of = match &field.ty {
                syn::Type::Path(path) => path.path.segments.last()?.ident.to_string(),
                _ => String::new(),
            };
            Some(Field { name: field.ident.as_ref()?.to_string(), of, doc: doc(&field.attrs) })
        });
        self.0.insert(item.ident.to_string(), fields.collect());
    }
}

/// The doc comment as one line.
pub fn doc(attributes: &[syn::Attribute]) -> String {
    let lines =
        attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| {
            let syn::Meta::NameValue(value) = &attribute.meta else { return None };
            let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &value.value else {
                return None;
            };
            Some(text.value().trim().to_owned())
        });
    lines.collect::<Vec<_>>().join(" ")
}
