//! Shows the reading of a text: `cargo run -p spec --example read -- "text"`, `--json` for the spec.
#![expect(clippy::print_stdout, reason = "showing is what it is for")]

use domain::{intent::Intent, roles::Reader};
use spec::RulesReader;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let json = arguments.iter().any(|a| a == "--json");
    arguments.retain(|a| a != "--json");
    let texts: Vec<String> = if arguments.is_empty() {
        std::io::stdin().lines().map_while(Result::ok).collect()
    } else {
        vec![arguments.join(" ")]
    };
    for text in texts.iter().filter(|text| !text.trim().is_empty()) {
        match RulesReader::default().read(&Intent::of(text.replace("\\n", "\n"))) {
            Ok(spec) if json => println!("{}", serde_json::to_string_pretty(&spec).unwrap_or_default()),
            Ok(spec) => println!("{}", spec::show::brief(&spec)),
            Err(error) => println!("{error}"),
        }
    }
}
