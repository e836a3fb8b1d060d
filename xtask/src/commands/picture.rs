//! `cargo xtask picture`: records a real run as the picture that README shows.
//!
//! The binary's own output, colours and all, becomes `docs/generate.svg`. Nothing is drawn that it
//! did not print.

use std::{fs, process::Command};

use anyhow::{Result, bail};

use crate::shell::{quantumlayer, root};

const INTENT: &str = "An API for notes. Each note has a title (max 80 characters) and a done flag.";
const WIDTH: usize = 118;
const LINE: usize = 18;

pub fn run(_arguments: &[String]) -> Result<()> {
    let data = tempfile::TempDir::new()?;
    let output = Command::new(quantumlayer()?)
        .args(["generate", INTENT, "--data-dir"])
        .arg(data.path())
        .env("CLICOLOR_FORCE", "1")
        .env("COLUMNS", WIDTH.to_string())
        .output()?;
    if !output.status.success() {
        bail!("the run was not proven: {}", String::from_utf8_lossy(&output.stderr));
    }
    let shown = format!(
        "\u{1b}[1m$\u{1b}[0m quantumlayer generate \"{INTENT}\"\n{}{}",
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout)
    );
    // The temporary folder's name is this run's alone; a reader's capsules lie elsewhere.
    let shown = shown.replace(&data.path().display().to_string(), "~/.local/share/quantumlayer");
    fs::write(root().join("docs/generate.svg"), svg(&shown))?;
    Ok(())
}

fn svg(text: &str) -> String {
    let lines: Vec<String> = text.lines().flat_map(wrapped).collect();
    let (width, height) = (WIDTH * 8 + 24, lines.len() * LINE + 28);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"A run of quantumlayer generate in a terminal\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#16181d\"/>\n<g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"13\" fill=\"#d7dae0\" xml:space=\"preserve\">\n"
    );
    for (n, line) in lines.iter().enumerate() {
        out.push_str(&format!("<text x=\"12\" y=\"{}\">{}</text>\n", 24 + n * LINE, spans(line)));
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// Breaks a line at the width of the picture; escape sequences take no room.
fn wrapped(line: &str) -> Vec<String> {
    let mut rows = vec![String::new()];
    let (mut column, mut escaped) = (0, false);
    for c in line.chars() {
        if c == '\u{1b}' {
            escaped = true;
        }
        if !escaped {
            if column == WIDTH {
                rows.push("      ".into());
                column = 6;
            }
            column += 1;
        }
        if escaped && c == 'm' {
            escaped = false;
        }
        if let Some(row) = rows.last_mut() {
            row.push(c);
        }
    }
    rows
}

/// SGR sequences as `<tspan>`s.
fn spans(line: &str) -> String {
    let mut out = String::new();
    let mut open = false;
    for (n, piece) in line.split("\u{1b}[").enumerate() {
        let (style, text) = match piece.split_once('m') {
            Some((code, text)) if n > 0 && code.chars().all(|c| c.is_ascii_digit() || c == ';') => {
                (Some(code), text)
            }
            _ => (None, piece),
        };
        if let Some(code) = style {
            if open {
                out.push_str("</tspan>");
                open = false;
            }
            if let Some(look) = look(code) {
                out.push_str(&format!("<tspan {look}>"));
                open = true;
            }
        }
        out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
    }
    if open {
        out.push_str("</tspan>");
    }
    out
}

fn look(code: &str) -> Option<&'static str> {
    match code {
        "1" => Some("font-weight=\"bold\" fill=\"#ffffff\""),
        "2" => Some("fill=\"#8a8f98\""),
        "31" => Some("fill=\"#f07178\""),
        "32" => Some("fill=\"#a5d46a\""),
        "33" => Some("fill=\"#ffcb6b\""),
        "36" => Some("fill=\"#7fdbca\""),
        _ => None,
    }
}
