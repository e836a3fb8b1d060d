//! Shows what the sniffers read out of files: `cargo run -p spec --example sniff -- openapi.yaml`.
#![expect(clippy::print_stdout, reason = "showing is what it is for")]

use domain::{
    intent::{Attachment, Intent},
    roles::Reader,
};
use spec::RulesReader;

fn main() {
    let files: Vec<Attachment> = std::env::args()
        .skip(1)
        .filter_map(|path| {
            let text = std::fs::read_to_string(&path).ok()?;
            Some(Attachment { name: path.rsplit('/').next().unwrap_or(&path).to_owned(), text })
        })
        .collect();
    let intent = Intent { attachments: files, ..Intent::of("An API for what is attached.") };
    match RulesReader::default().read(&intent) {
        Ok(spec) => println!("{}", spec::show::brief(&spec)),
        Err(error) => println!("{error}"),
    }
}
