//! Which language a file is written in: by its name, then by its first line, then by its shape.

use domain::ProjectPath;

/// By whole file name, lower case.
const NAMES: &[(&str, &str)] = &[
    ("dockerfile", "dockerfile"),
    ("containerfile", "dockerfile"),
    ("makefile", "makefile"),
    ("gnumakefile", "makefile"),
    ("cmakelists.txt", "cmake"),
    ("gemfile", "ruby"),
    ("rakefile", "ruby"),
    ("vagrantfile", "ruby"),
    ("jenkinsfile", "groovy"),
    ("procfile", "procfile"),
    ("go.mod", "gomod"),
    ("go.sum", "gosum"),
    ("cargo.lock", "toml"),
    ("poetry.lock", "toml"),
    ("uv.lock", "toml"),
    ("pdm.lock", "toml"),
    ("pipfile", "toml"),
    ("pipfile.lock", "json"),
    ("package-lock.json", "json"),
    ("composer.lock", "json"),
    ("yarn.lock", "lock"),
    ("sconstruct", "python"),
    ("sconscript", "python"),
    ("wscript", "python"),
    ("build.bazel", "starlark"),
    ("license", "text"),
    ("licence", "text"),
    ("notice", "text"),
    ("copying", "text"),
    (".bashrc", "shell"),
    (".profile", "shell"),
    (".editorconfig", "ini"),
    (".gitconfig", "ini"),
    (".npmrc", "ini"),
    (".pylintrc", "ini"),
    (".flake8", "ini"),
    (".coveragerc", "ini"),
    (".gitignore", "ignore"),
    (".dockerignore", "ignore"),
    (".gitattributes", "ignore"),
    (".prettierrc", "json"),
    (".babelrc", "json"),
    (".eslintrc", "json"),
];

/// By ending, lower case.
const ENDINGS: &[(&str, &str)] = &[
    ("py", "python"),
    ("pyi", "python"),
    ("pyw", "python"),
    ("bzl", "starlark"),
    ("js", "javascript"),
    ("mjs", "javascript"),
    ("cjs", "javascript"),
    ("jsx", "javascript"),
    ("ts", "typescript"),
    ("mts", "typescript"),
    ("cts", "typescript"),
    ("tsx", "tsx"),
    ("vue", "vue"),
    ("svelte", "svelte"),
    ("go", "go"),
    ("rs", "rust"),
    ("java", "java"),
    ("kt", "kotlin"),
    ("kts", "kotlin"),
    ("scala", "scala"),
    ("groovy", "groovy"),
    ("gradle", "groovy"),
    ("c", "c"),
    ("cc", "cpp"),
    ("cpp", "cpp"),
    ("cxx", "cpp"),
    ("hpp", "cpp"),
    ("hh", "cpp"),
    ("hxx", "cpp"),
    ("cs", "csharp"),
    ("csx", "csharp"),
    ("fs", "fsharp"),
    ("vb", "vb"),
    ("rb", "ruby"),
    ("rake", "ruby"),
    ("gemspec", "ruby"),
    ("ru", "ruby"),
    ("erb", "erb"),
    ("php", "php"),
    ("phtml", "php"),
    ("swift", "swift"),
    ("dart", "dart"),
    ("lua", "lua"),
    ("pl", "perl"),
    ("pm", "perl"),
    ("r", "r"),
    ("jl", "julia"),
    ("ex", "elixir"),
    ("exs", "elixir"),
    ("erl", "erlang"),
    ("hs", "haskell"),
    ("ml", "ocaml"),
    ("mli", "ocaml"),
    ("clj", "clojure"),
    ("zig", "zig"),
    ("nim", "nim"),
    ("sol", "solidity"),
    ("sh", "shell"),
    ("bash", "shell"),
    ("zsh", "shell"),
    ("fish", "fish"),
    ("ps1", "powershell"),
    ("bat", "batch"),
    ("cmd", "batch"),
    ("sql", "sql"),
    ("html", "html"),
    ("htm", "html"),
    ("xhtml", "html"),
    ("xml", "xml"),
    ("svg", "xml"),
    ("xsd", "xml"),
    ("xsl", "xml"),
    ("css", "css"),
    ("scss", "scss"),
    ("sass", "sass"),
    ("less", "less"),
    ("json", "json"),
    ("webmanifest", "json"),
    ("geojson", "json"),
    ("ipynb", "json"),
    ("jsonc", "jsonc"),
    ("json5", "json5"),
    ("jsonl", "jsonl"),
    ("ndjson", "jsonl"),
    ("toml", "toml"),
    ("yaml", "yaml"),
    ("yml", "yaml"),
    ("ini", "ini"),
    ("cfg", "ini"),
    ("conf", "ini"),
    ("properties", "properties"),
    ("env", "dotenv"),
    ("md", "markdown"),
    ("markdown", "markdown"),
    ("rst", "rst"),
    ("adoc", "asciidoc"),
    ("tex", "latex"),
    ("txt", "text"),
    ("csv", "csv"),
    ("tsv", "csv"),
    ("graphql", "graphql"),
    ("gql", "graphql"),
    ("proto", "protobuf"),
    ("tf", "hcl"),
    ("tfvars", "hcl"),
    ("hcl", "hcl"),
    ("nix", "nix"),
    ("cmake", "cmake"),
    ("mk", "makefile"),
    ("j2", "jinja"),
    ("jinja", "jinja"),
    ("jinja2", "jinja"),
    ("hbs", "handlebars"),
    ("tpl", "template"),
    ("tmpl", "template"),
    ("lock", "lock"),
    ("vim", "vim"),
    ("el", "lisp"),
    ("lisp", "lisp"),
    ("scm", "scheme"),
    ("ron", "ron"),
    ("mako", "template"),
    ("service", "ini"),
    ("diff", "diff"),
    ("patch", "diff"),
];

/// By interpreter in a `#!` line, without version digits.
const INTERPRETERS: &[(&str, &str)] = &[
    ("python", "python"),
    ("pypy", "python"),
    ("node", "javascript"),
    ("nodejs", "javascript"),
    ("bun", "typescript"),
    ("deno", "typescript"),
    ("ts-node", "typescript"),
    ("sh", "shell"),
    ("bash", "shell"),
    ("dash", "shell"),
    ("zsh", "shell"),
    ("ksh", "shell"),
    ("fish", "fish"),
    ("ruby", "ruby"),
    ("perl", "perl"),
    ("php", "php"),
    ("lua", "lua"),
    ("rscript", "r"),
    ("make", "makefile"),
    ("pwsh", "powershell"),
    ("groovy", "groovy"),
    ("elixir", "elixir"),
    ("escript", "erlang"),
    ("julia", "julia"),
    ("awk", "awk"),
];

/// The language of a file; `None` when nothing tells.
pub fn detect(path: &ProjectPath, text: &str) -> Option<&'static str> {
    by_name(path.file_name(), text).or_else(|| by_first_line(text)).or_else(|| by_shape(text))
}

fn by_name(name: &str, text: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    if let Some(language) = find(NAMES, &name) {
        return Some(language);
    }
    if name == ".env" || name.starts_with(".env.") || name.ends_with(".env") {
        return Some("dotenv");
    }
    if name.starts_with("dockerfile.") || name.starts_with("makefile.") {
        return find(NAMES, name.split('.').next()?);
    }
    let (_, ending) = name.rsplit_once('.')?;
    match ending {
        // One ending, several languages: the content decides.
        "h" => Some(if looks_like_cpp(text) { "cpp" } else { "c" }),
        "m" => Some(if text.contains("@interface") || text.contains("#import") {
            "objective-c"
        } else {
            "matlab"
        }),
        "ts" if text.trim_start().starts_with("<?xml") => Some("xml"),
        "pl" if text.lines().any(|l| l.trim_start().starts_with(":-")) => Some("prolog"),
        _ => find(ENDINGS, ending),
    }
}

fn by_first_line(text: &str) -> Option<&'static str> {
    let first = text.trim_start_matches('\u{feff}').lines().next()?.trim();
    if let Some(rest) = first.strip_prefix("#!") {
        let mut words = rest.split_whitespace();
        let mut program = words.next()?.rsplit('/').next()?;
        if program == "env" {
            // `env -S python3 -u`, `env NAME=value python3`
            program = words.find(|w| !w.starts_with('-') && !w.contains('='))?.rsplit('/').next()?;
        }
        let program = program.to_ascii_lowercase();
        let bare = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        return find(INTERPRETERS, bare);
    }
    let lower = first.to_ascii_lowercase();
    if lower.starts_with("<?php") {
        return Some("php");
    }
    if lower.starts_with("<?xml") {
        return Some("xml");
    }
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return Some("html");
    }
    if first.contains("-*- mode: python") || first.contains("-*- python -*-") {
        return Some("python");
    }
    None
}

/// Only shapes that hardly mean anything else.
fn by_shape(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let bracketed =
        (text.starts_with('{') && text.ends_with('}')) || (text.starts_with('[') && text.ends_with(']'));
    if bracketed && text.len() > 2 && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return Some("json");
    }
    let mut code = text.lines().map(str::trim_end).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let python = |line: &str| {
        let modules = |list: &str| {
            list.split(',').all(|module| {
                let words: Vec<&str> = module.split_whitespace().collect();
                matches!(words.as_slice(), [_] | [_, "as", _])
            })
        };
        let import = line.strip_prefix("import ").is_some_and(|list| !list.ends_with(';') && modules(list));
        let from = line.starts_with("from ") && line.contains(" import ") && !line.ends_with(';');
        let block = (line.starts_with("def ") || line.starts_with("class ")) && line.ends_with(':');
        (import || from || block) && !line.contains(['"', '\'', '{'])
    };
    code.next().is_some_and(python).then_some("python")
}

fn looks_like_cpp(text: &str) -> bool {
    text.lines().map(str::trim_start).any(|l| {
        ["class ", "namespace ", "template<", "template <", "using ", "public:", "private:"]
            .iter()
            .any(|word| l.starts_with(word))
            || l.contains("std::")
    })
}

fn find(table: &[(&str, &'static str)], key: &str) -> Option<&'static str> {
    table.iter().find(|(name, _)| *name == key).map(|(_, language)| *language)
}
