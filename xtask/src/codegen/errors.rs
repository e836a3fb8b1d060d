//! `errors.md`: every error code with its message and hint, gathered from the source.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use syn::visit::Visit;

use super::Made;
use crate::{
    sources::{Keep, Sources, is_development, product_code, stripped},
    tidy::{LETTERS, codes_in},
};

#[derive(Default, Clone)]
struct Row {
    message: Option<String>,
    hint: Option<String>,
}

pub fn make(sources: &Sources) -> Result<Made> {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for (path, text) in sources.rust().filter(|(path, _)| !is_development(path)) {
        let plain = stripped(product_code(text), Keep::CodeAndStrings);
        let codes = codes_in(&plain);
        if codes.is_empty() {
            continue;
        }
        for (_, code) in codes {
            rows.entry(code).or_default();
        }
        let file = syn::parse_file(text).with_context(|| format!("reading {path}"))?;
        let mut gather = Gather::default();
        gather.visit_file(&file);
        for (code, message, hint) in gather.explained() {
            let row = rows.entry(code).or_default();
            row.message = row.message.take().or(message);
            row.hint = row.hint.take().or(hint);
        }
    }
    let mut out = String::from(
        "# Error codes\n\nMade by `cargo xtask codegen` from the source. Words in braces are filled in when the error is shown.\n\n\
         | code | crate | message | what to do |\n|---|---|---|---|\n",
    );
    for (code, row) in rows {
        let letter = code.chars().nth(3);
        let owner = LETTERS.iter().find(|(_, known)| Some(*known) == letter).map_or("–", |(name, _)| name);
        let cell = |text: Option<String>| text.map_or_else(|| "–".to_owned(), |text| escaped(&text));
        out.push_str(&format!("| `{code}` | {owner} | {} | {} |\n", cell(row.message), cell(row.hint)));
    }
    Ok(Made::Text(out))
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a file says about its errors.
#[derive(Default)]
struct Gather {
    /// By enum and variant: its message.
    messages: BTreeMap<(String, String), String>,
    /// By enum and variant: its code.
    codes: BTreeMap<(String, String), String>,
    /// By enum and variant: its hint.
    hints: BTreeMap<(String, String), String>,
    /// `Explained { code, message, hint }` written out.
    direct: Vec<(String, Option<String>, Option<String>)>,
}

impl Gather {
    fn explained(self) -> Vec<(String, Option<String>, Option<String>)> {
        let Gather { messages, codes, hints, mut direct } = self;
        direct.extend(
            codes
                .into_iter()
                .map(|(key, code)| (code, messages.get(&key).cloned(), hints.get(&key).cloned())),
        );
        direct
    }
}

impl<'a> Visit<'a> for Gather {
    fn visit_item_enum(&mut self, item: &'a syn::ItemEnum) {
        for variant in &item.variants {
            for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("error")) {
                if let syn::Meta::List(list) = &attribute.meta {
                    let message = first_literal(list.tokens.clone());
                    if let Some(message) = message {
                        self.messages.insert((item.ident.to_string(), variant.ident.to_string()), message);
                    }
                }
            }
        }
    }

    fn visit_item_impl(&mut self, item: &'a syn::ItemImpl) {
        let is_explain = item
            .trait_
            .as_ref()
            .and_then(|(_, path, _)| path.segments.last())
            .is_some_and(|segment| segment.ident == "Explain");
        let syn::Type::Path(owner) = &*item.self_ty else { return };
        let Some(owner) = owner.path.segments.last().map(|segment| segment.ident.to_string()) else { return };
        for function in item.items.iter().filter_map(|item| match item {
            syn::ImplItem::Fn(function) if is_explain => Some(function),
            _ => None,
        }) {
            let into = match function.sig.ident.to_string().as_str() {
                "code" => &mut self.codes,
                "hint" => &mut self.hints,
                _ => continue,
            };
            let mut arms = Arms { owner: &owner, into };
            arms.visit_block(&function.block);
        }
        syn::visit::visit_item_impl(self, item);
    }

    fn visit_expr_struct(&mut self, item: &'a syn::ExprStruct) {
        if item.path.segments.last().is_some_and(|segment| segment.ident == "Explained") {
            let field = |name: &str| {
                let found = item
                    .fields
                    .iter()
                    .find(|field| matches!(&field.member, syn::Member::Named(n) if n == name));
                found.and_then(|field| literal_in(&field.expr))
            };
            if let Some(code) = field("code") {
                self.direct.push((code, field("message"), field("hint")));
            }
        }
        syn::visit::visit_expr_struct(self, item);
    }
}

/// The arms of a `match` over variants, each with the first text in it.
struct Arms<'m> {
    owner: &'m str,
    into: &'m mut BTreeMap<(String, String), String>,
}

impl<'a> Visit<'a> for Arms<'_> {
    fn visit_arm(&mut self, arm: &'a syn::Arm) {
        let Some(text) = literal_in(&arm.body) else { return };
        for variant in variants(&arm.pat) {
            self.into.entry((self.owner.to_owned(), variant)).or_insert_with(|| text.clone());
        }
    }
}

/// Names of the variants that a pattern stands for.
fn variants(pattern: &syn::Pat) -> Vec<String> {
    let last = |path: &syn::Path| {
        path.segments.last().map(|segment| segment.ident.to_string()).into_iter().collect()
    };
    match pattern {
        syn::Pat::Or(or) => or.cases.iter().flat_map(variants).collect(),
        syn::Pat::Struct(pattern) => last(&pattern.path),
        syn::Pat::TupleStruct(pattern) => last(&pattern.path),
        syn::Pat::Path(pattern) => last(&pattern.path),
        syn::Pat::Paren(pattern) => variants(&pattern.pat),
        _ => Vec::new(),
    }
}

/// The first text in an expression, also inside `format!`.
fn literal_in(expression: &syn::Expr) -> Option<String> {
    struct First(Option<String>);
    impl<'a> Visit<'a> for First {
        fn visit_lit_str(&mut self, literal: &'a syn::LitStr) {
            self.0.get_or_insert_with(|| literal.value());
        }
        fn visit_macro(&mut self, mac: &'a syn::Macro) {
            if self.0.is_none() {
                self.0 = first_literal(mac.tokens.clone());
            }
        }
    }
    let mut first = First(None);
    first.visit_expr(expression);
    first.0
}

fn first_literal(tokens: proc_macro2::TokenStream) -> Option<String> {
    let first = tokens.into_iter().next()?;
    let proc_macro2::TokenTree::Literal(literal) = first else { return None };
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|literal| literal.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_and_hints_find_their_codes() {
        let text = r#"
            enum E { #[error("no `{name}` | {0}")] A { name: String }, #[error(transparent)] B(X), #[error("c")] C }
            impl Explain for E {
                fn code(&self) -> &'static str {
                    match self { E::A { .. } => "QL-S001", E::B(e) => e.code(), Self::C => "QL-S002" }
                }
                fn hint(&self) -> Option<String> {
                    Some(match self { E::A { .. } | E::C => format!("try {}", 1), E::B(e) => return e.hint() })
                }
            }
            fn f() { g(Explained { code: "QL-S003".into(), message: format!("x {y}"), hint: None }) }
        "#;
        let Made::Text(made) = make(&Sources::of(&[("crates/sandbox/src/a.rs", text)])).unwrap() else {
            panic!()
        };
        let rows: Vec<&str> = made.lines().skip(6).collect();
        assert_eq!(
            rows,
            [
                "| `QL-S001` | sandbox | no `{name}` \\| {0} | try {} |",
                "| `QL-S002` | sandbox | c | try {} |",
                "| `QL-S003` | sandbox | x {y} | – |",
            ]
        );
    }
}
