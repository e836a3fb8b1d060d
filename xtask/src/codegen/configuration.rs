//! `configuration.md`: every key with its type, its default and its meaning.
//!
//! Keys, types and meanings are the fields of `Config` and of the structs it names, with their comments;
//! defaults are what the program itself prints where nothing is set. Tables whose names are the operator's
//! choice stand as `<name>`, lists of tables as `[]`.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use syn::visit::Visit;

use super::{Made, cli};
use crate::{shell::capture, sources::Sources};

/// The first one has `Config`; a struct of a later file gives way to an earlier one of its name.
const SOURCES: &[&str] = &["crates/quantumlayer/src/config.rs", "crates/llm/src/config.rs"];

pub fn make(sources: &Sources) -> Result<Made> {
    let mut types = Types::default();
    for source in SOURCES {
        let Some(text) = sources.files.get(*source) else {
            return Ok(Made::NotYet(format!("there is no {source}")));
        };
        types.visit_file(&syn::parse_file(text).with_context(|| format!("reading {source}"))?);
    }
    let shown = capture(cli::in_nowhere(&cli::binary()?).args(["config", "show", "--json"]))?;
    let defaults: serde_json::Value = serde_json::from_str(&shown).context("reading `config show --json`")?;
    let mut out = String::from(
        "# Configuration\n\nMade by `cargo xtask codegen`. A file (`--config FILE`, else `~/.config/quantumlayer/config.toml`) sets \
         these keys; `QUANTUMLAYER_` and the key in capitals, with `__` between its parts, sets one from the environment and wins \
         over the file; a flag wins over both. `quantumlayer config show` prints what is in force. `<name>` is of your choice, \
         `[]` stands for each of a list, and without a default a key is left out or has to be stated.\n\n\
         | key | type | default | meaning |\n|---|---|---|---|\n",
    );
    rows(&types, "Config", "", &defaults, &mut out)?;
    Ok(Made::Text(out))
}

fn rows(
    types: &Types,
    name: &str,
    prefix: &str,
    defaults: &serde_json::Value,
    out: &mut String,
) -> Result<()> {
    let fields = types.structs.get(name).with_context(|| format!("there is no struct `{name}`"))?;
    for field in fields {
        let key = format!("{prefix}{}", field.name);
        let value = defaults.get(&field.name);
        if types.structs.contains_key(&field.of.name) && matches!(field.of.many, Many::One) {
            rows(types, &field.of.name, &format!("{key}."), value.unwrap_or(&serde_json::Value::Null), out)?;
            continue;
        }
        let shown = value.filter(|value| field.name != "home" && !value.is_object()).map_or_else(
            || "–".to_owned(),
            |value| format!("`{}`", value.to_string().replace("/home/you", "~")),
        );
        let meaning = if field.doc.is_empty() { "as its name says" } else { &field.doc };
        let kind = types.words(&field.of);
        let cells = [&kind, &shown, meaning].map(|cell: &str| cell.replace('|', "\\|"));
        out.push_str(&format!("| `{key}` | {} |\n", cells.join(" | ")));
        let inside = match field.of.many {
            Many::One => key,
            Many::List => format!("{key}[]"),
            Many::Named => format!("{key}.<name>"),
        };
        for part in types.tables(&field.of.name) {
            rows(types, &part, &format!("{inside}."), &serde_json::Value::Null, out)?;
        }
    }
    Ok(())
}

/// The structs and enums of the files.
#[derive(Default)]
struct Types {
    structs: BTreeMap<String, Vec<Field>>,
    enums: BTreeMap<String, Vec<Variant>>,
}

struct Field {
    name: String,
    of: Of,
    doc: String,
}

/// A variant is a word, or holds another type.
enum Variant {
    Word(String),
    Holds(Of),
}

/// A type by its last name, without `Option` and the like around it.
#[derive(Default, Clone)]
struct Of {
    name: String,
    many: Many,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Many {
    #[default]
    One,
    List,
    /// A table whose keys are names.
    Named,
}

impl Types {
    /// What an operator writes for a value of this type.
    fn words(&self, of: &Of) -> String {
        let one = match of.name.as_str() {
            "bool" => "`true` or `false`".to_owned(),
            "String" | "Secret" => "text".to_owned(),
            "PathBuf" => "path".to_owned(),
            "f64" | "f32" => "number".to_owned(),
            "u16" | "u32" | "u64" | "usize" | "i64" => "whole number".to_owned(),
            name => match self.enums.get(name) {
                Some(variants) => {
                    let words = variants.iter().filter_map(|variant| match variant {
                        Variant::Word(word) if word == "none" && variants.len() != words_of(variants) => None,
                        Variant::Word(word) => Some(format!("`{word}`")),
                        Variant::Holds(of) => Some(self.words(of)),
                    });
                    words.collect::<Vec<_>>().join(" or ")
                }
                None => "table".to_owned(),
            },
        };
        match of.many {
            Many::One => one,
            Many::List => format!("list of {one}"),
            Many::Named if one.ends_with("table") => format!("{one}s by name"),
            Many::Named => format!("{one} by name"),
        }
    }

    /// The structs that a type of this name may be written as.
    fn tables(&self, name: &str) -> Vec<String> {
        if self.structs.contains_key(name) {
            return vec![name.to_owned()];
        }
        let held = self.enums.get(name).into_iter().flatten().filter_map(|variant| match variant {
            Variant::Holds(of) if of.many == Many::One => Some(self.tables(&of.name)),
            Variant::Holds(_) | Variant::Word(_) => None,
        });
        held.flatten().collect()
    }
}

fn words_of(variants: &[Variant]) -> usize {
    variants.iter().filter(|variant| matches!(variant, Variant::Word(_))).count()
}

impl<'a> Visit<'a> for Types {
    fn visit_item_struct(&mut self, item: &'a syn::ItemStruct) {
        let fields = item.fields.iter().filter(|field| !is_skipped(&field.attrs)).filter_map(|field| {
            Some(Field { name: field.ident.as_ref()?.to_string(), of: of(&field.ty), doc: doc(&field.attrs) })
        });
        let fields = fields.collect();
        self.structs.entry(item.ident.to_string()).or_insert(fields);
    }

    fn visit_item_enum(&mut self, item: &'a syn::ItemEnum) {
        let variants = item.variants.iter().map(|variant| match variant.fields.iter().next() {
            Some(field) => Variant::Holds(of(&field.ty)),
            None => Variant::Word(variant.ident.to_string().to_lowercase()),
        });
        let variants = variants.collect();
        self.enums.entry(item.ident.to_string()).or_insert(variants);
    }
}

/// `Option<Vec<String>>` is a list of `String`, `IndexMap<String, Route>` are named `Route`s.
fn of(ty: &syn::Type) -> Of {
    let syn::Type::Path(path) = ty else { return Of::default() };
    let Some(last) = path.path.segments.last() else { return Of::default() };
    let name = last.ident.to_string();
    let inside = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().rev().find_map(|argument| match argument {
                syn::GenericArgument::Type(ty) => Some(of(ty)),
                _ => None,
            })
        }
        syn::PathArguments::None | syn::PathArguments::Parenthesized(_) => None,
    };
    match (name.as_str(), inside) {
        ("Vec", Some(inside)) => Of { many: Many::List, ..inside },
        ("BTreeMap" | "IndexMap" | "HashMap", Some(inside)) => Of { many: Many::Named, ..inside },
        ("Option", Some(inside)) => inside,
        _ => Of { name, many: Many::One },
    }
}

/// Whether serde leaves a field out in both directions: no key of a file.
fn is_skipped(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("serde")).any(|attribute| {
        let mut is_skipped = false;
        // What is no plain word here says nothing about it.
        let _ = attribute.parse_nested_meta(|meta| {
            is_skipped |= meta.path.is_ident("skip");
            if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
        is_skipped
    })
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
