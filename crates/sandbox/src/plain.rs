//! TypeScript without its types: what every version of Node.js runs.
//!
//! Whoever wrote the sources may have written them against the parser, so that it runs in a box: this very
//! binary, started once more under [`WORD`], with the sources as its files and no network. What it makes stands
//! beside them, `main.js` beside `main.ts`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use oxc::allocator::Allocator;
use oxc::codegen::{Codegen, CodegenOptions};
use oxc::parser::Parser;
use oxc::semantic::SemanticBuilder;
use oxc::span::SourceType;
use oxc::transformer::{TransformOptions, Transformer};

use crate::aliases::{Aliases, join};

/// First argument that makes a program become the one that takes types away.
pub(crate) const WORD: &str = "__plain";
/// Deeply nested sources need a deep stack; a box has memory of its own to lose.
const STACK_BYTES: usize = 256 << 20;
/// What a module's name may go without.
const ENDINGS: [&str; 8] = [".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"];

/// Call this first in `main`. Returns at once unless this process was started to take types away.
pub fn enter_if_asked() {
    if std::env::args_os().nth(1).is_some_and(|word| word == WORD) {
        let worker = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(work);
        let done = worker.map(|worker| worker.join().unwrap_or(false)).unwrap_or(false);
        std::process::exit(i32::from(!done));
    }
}

/// The name of a source without its types; none where it has none to lose.
pub(crate) fn name_of(path: &str) -> Option<String> {
    if is_declaration(path) {
        return None;
    }
    let endings = [(".mts", ".mjs"), (".cts", ".cjs"), (".tsx", ".js"), (".ts", ".js")];
    endings.iter().find_map(|(typed, plain)| Some(format!("{}{plain}", path.strip_suffix(typed)?)))
}

fn is_declaration(path: &str) -> bool {
    [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| path.ends_with(ending))
}

/// Names of all files come as lines; each source is written anew beside itself. Every error is told, not the first alone.
fn work() -> bool {
    let mut names = String::new();
    if std::io::stdin().read_to_string(&mut names).is_err() {
        return false;
    }
    let all: BTreeSet<&str> = names.lines().collect();
    let aliases = Aliases::of(&|name| std::fs::read_to_string(name).ok());
    let mut good = true;
    for name in &all {
        let Some(plain) = name_of(name) else { continue };
        let made = std::fs::read_to_string(name)
            .map_err(|error| format!("{name}: {error}\n"))
            .and_then(|text| without_types(name, &text, &all, &aliases))
            .and_then(|text| std::fs::write(&plain, text).map_err(|error| format!("{plain}: {error}\n")));
        if let Err(words) = made {
            // The log of a compiler; where nobody reads it, the exit code says enough.
            let _ = std::io::Write::write_all(&mut std::io::stderr(), words.as_bytes());
            good = false;
        }
    }
    good
}

/// Errors: what does not parse, with its place.
fn without_types(name: &str, text: &str, all: &BTreeSet<&str>, aliases: &Aliases) -> Result<String, String> {
    let kind = SourceType::from_path(Path::new(name)).map_err(|error| format!("{name}: {error}\n"))?;
    let text = with_names(name, text, kind, all, aliases);
    let allocator = Allocator::default();
    let told = |errors: Vec<oxc::diagnostics::OxcDiagnostic>| -> Result<(), String> {
        if errors.is_empty() {
            return Ok(());
        }
        Err(errors.iter().map(|error| told_at(name, &text, error)).collect())
    };
    let parsed = Parser::new(&allocator, &text, kind).parse();
    told(parsed.diagnostics.into_iter().collect())?;
    let mut program = parsed.program;
    let meant = SemanticBuilder::new().with_excess_capacity(2.0).with_enum_eval(true).build(&program);
    let mut options = TransformOptions::default();
    options.decorator.legacy = aliases.legacy;
    let path = Path::new(name);
    let done = Transformer::new(&allocator, path, &options)
        .build_with_scoping(meant.semantic.into_scoping(), &mut program);
    told(done.diagnostics.into_iter().collect())?;
    let file = path.file_name().map(std::path::PathBuf::from);
    let made = Codegen::new()
        .with_options(CodegenOptions { source_map_path: file, ..CodegenOptions::default() })
        .build(&program);
    // Errors at run time then name the places that somebody wrote.
    let map =
        made.map.map(|map| format!("\n//# sourceMappingURL={}\n", map.to_data_url())).unwrap_or_default();
    Ok(made.code + &map)
}

fn told_at(name: &str, text: &str, error: &oxc::diagnostics::OxcDiagnostic) -> String {
    let at = error.labels.iter().next().map_or(0, |label| label.offset() as usize);
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{name}:{line}:{column}: {}\n", error.message)
}

/// Modules are named as Node.js finds them: `./other`, `./other.ts`, `./folder` and what the settings have another
/// name for become the file that is there.
fn with_names(name: &str, text: &str, kind: SourceType, all: &BTreeSet<&str>, aliases: &Aliases) -> String {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, kind).parse();
    let record = &parsed.module_record;
    let spans = record.requested_modules.values().flatten().map(|module| module.span);
    let spans = spans.chain(record.dynamic_imports.iter().map(|import| import.module_request));
    let mut places: Vec<(usize, usize)> =
        spans.map(|span| (span.start as usize, span.end as usize)).collect();
    places.sort_unstable();
    let mut text = text.to_owned();
    for (start, end) in places.into_iter().rev() {
        let Some(quoted) = text.get(start..end).map(str::to_owned) else { continue };
        let Some(mark) = quoted.chars().next().filter(|mark| "'\"".contains(*mark)) else { continue };
        let wanted = quoted.trim_matches(mark);
        if let Some(found) = found(name, wanted, all, aliases) {
            text.replace_range(start..end, &format!("{mark}{found}{mark}"));
        }
    }
    text
}

/// What a name stands for, relative to the file that has it; none where it stands for itself.
fn found(from: &str, wanted: &str, all: &BTreeSet<&str>, aliases: &Aliases) -> Option<String> {
    let places = if wanted.starts_with("./") || wanted.starts_with("../") || [".", ".."].contains(&wanted) {
        join(from, wanted).into_iter().collect()
    } else {
        aliases.places(wanted)
    };
    let target = places.iter().find_map(|place| plain_file(place, all))?;
    let folders = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (own, other) = (folders(from), folders(&target));
    let above = own.len() - 1;
    let shared = (0..above.min(other.len() - 1)).take_while(|at| own.get(*at) == other.get(*at)).count();
    let up = if shared == above { "./".to_owned() } else { "../".repeat(above - shared) };
    Some(up + &other.get(shared..)?.join("/"))
}

/// The file that is there once the types are gone: of that name, with an ending, or a folder's index.
fn plain_file(place: &str, all: &BTreeSet<&str>) -> Option<String> {
    let index = if place.is_empty() { "index".to_owned() } else { format!("{place}/index") };
    let named = ENDINGS.map(|ending| [place, index.as_str()].map(|base| format!("{base}{ending}")));
    let named = named.into_iter().flatten().find(|name| all.contains(name.as_str()));
    let file = if all.contains(place) { place.to_owned() } else { named? };
    if is_declaration(&file) { None } else { Some(name_of(&file).unwrap_or(file)) }
}

/// Whether some source is a module of the newer kind.
pub(crate) fn is_module(files: &BTreeMap<domain::ProjectPath, domain::sandbox::BoxFile>) -> bool {
    let begins =
        |text: &str| text.lines().any(|line| line.starts_with("import ") || line.starts_with("export "));
    files.iter().any(|(path, file)| {
        path.as_str().ends_with(".ts") && std::str::from_utf8(&file.content).is_ok_and(begins)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn plain(text: &str) -> String {
        let all = BTreeSet::from(["src/main.ts", "src/other.ts", "src/folder/index.ts", "lib.ts", "old.js"]);
        let read = |name: &str| {
            (name == "tsconfig.json")
                .then(|| r#"{"compilerOptions": {"paths": {"@/*": ["./src/*"], "lib": ["lib"]}}}"#.to_owned())
        };
        let made = without_types("src/main.ts", text, &all, &Aliases::of(&read)).unwrap();
        made.split("\n//# sourceMappingURL")
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn types_go_and_enums_and_parameter_properties_become_what_they_mean() {
        assert_eq!(plain("const a: number = 1 as any;"), "const a = 1;");
        assert_eq!(plain("interface A { b: string }\ntype C = A;\nlet d!: C;"), "let d;");
        assert!(
            plain("enum Colour { Red, Green }\nconsole.log(Colour.Green)")
                .contains("Colour[Colour[\"Red\"] = 0]")
        );
        let class = plain("class A { constructor(private x: number) {} get() { return this.x } }");
        assert!(class.contains("this.x = x"), "{class}");
        assert_eq!(plain("import type { A } from './other';"), "export {};");
    }

    #[test]
    fn modules_are_named_as_the_files_that_are_there() {
        for (wanted, found) in [
            ("./other", "./other.js"),
            ("./other.ts", "./other.js"),
            ("./other.js", "./other.js"),
            ("./folder", "./folder/index.js"),
            ("../lib", "../lib.js"),
            ("node:fs", "node:fs"),
            ("@/other", "./other.js"),
            ("@/folder", "./folder/index.js"),
            ("@/nowhere", "@/nowhere"),
            ("lib", "../lib.js"),
            ("../old", "../old.js"),
        ] {
            assert_eq!(
                plain(&format!("import a from '{wanted}'; a();")),
                format!("import a from \"{found}\"; a();")
            );
        }
    }

    #[test]
    fn what_does_not_parse_is_told_with_its_place() {
        let error =
            without_types("a.ts", "let a: number = 1;\nlet b: = 2;\n", &BTreeSet::new(), &Aliases::default())
                .unwrap_err();
        assert!(error.starts_with("a.ts:2:"), "{error}");
    }
}
