//! `cargo xtask metrics`: our sizes beside those of six code bases that engineers hold up as models.
//!
//! Figures to compare with, not to obey: function median 8 lines, 90th of a hundred at most 42,
//! under 5 % above 70; file median 76 to 191; tests 32 to 57 % of all lines.

use std::collections::BTreeMap;

use anyhow::Result;
use syn::{spanned::Spanned, visit::Visit};

use crate::{
    shell,
    sources::{Sources, crate_of},
};

pub fn run(_: &[String]) -> Result<()> {
    let sources = Sources::read(&shell::root())?;
    let mut functions = Vec::new();
    let mut files = Vec::new();
    let mut by_crate: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (path, text) in sources.rust() {
        let lines = text.lines().count();
        let in_module = text.find("#[cfg(test)]").map_or(0, |at| text[at..].lines().count());
        let of_tests = if path.contains("/tests/") { lines } else { in_module };
        let sums = by_crate.entry(crate_of(path)).or_default();
        sums.0 += lines - of_tests;
        sums.1 += of_tests;
        if of_tests < lines {
            files.push(lines);
        }
        let mut seen = Functions(Vec::new());
        seen.visit_file(&syn::parse_file(text)?);
        functions.extend(seen.0);
    }
    functions.sort_unstable();
    files.sort_unstable();
    let long = functions.iter().filter(|lines| **lines > 70).count();
    let (code, tests) = by_crate.values().fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
    println!("                          ours   models");
    println!("function, median lines    {:>4}   8", at(&functions, 50));
    println!("function, 90th of 100     {:>4}   at most 42", at(&functions, 90));
    println!("functions above 70 lines  {:>3} %  under 5 %", percent(long, functions.len()));
    println!("file, median lines        {:>4}   76 to 191", at(&files, 50));
    println!("tests, of all lines       {:>3} %  32 to 57 %", percent(tests, code + tests));
    println!("\n{:<14} {:>7} {:>7}", "crate", "code", "tests");
    for (name, (code, tests)) in by_crate {
        println!("{name:<14} {code:>7} {tests:>7}");
    }
    Ok(())
}

struct Functions(Vec<usize>);

impl Functions {
    fn add(&mut self, block: &syn::Block, signature: &syn::Signature) {
        let (from, to) = (signature.span().start().line, block.span().end().line);
        self.0.push(to.saturating_sub(from) + 1);
    }
}

impl<'a> Visit<'a> for Functions {
    fn visit_item_fn(&mut self, function: &'a syn::ItemFn) {
        self.add(&function.block, &function.sig);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'a syn::ImplItemFn) {
        self.add(&function.block, &function.sig);
        syn::visit::visit_impl_item_fn(self, function);
    }
}

fn at(sorted: &[usize], percent: usize) -> usize {
    sorted.get(sorted.len() * percent / 100).copied().unwrap_or(0)
}

fn percent(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or(0)
}
