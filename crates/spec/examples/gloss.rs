//! Shows what a text of another language becomes in English.
#![expect(clippy::print_stdout, reason = "showing is what it is for")]

fn main() {
    let text = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    let Some(glossed) = spec::gloss::english(&text, &[]) else {
        println!("English, a language that the reader does not know, or too little of it is known");
        return;
    };
    println!("{}\n{}", glossed.name, glossed.english.text);
    for part in &glossed.unread {
        println!("? {}", text.get(part.clone()).unwrap_or_default());
    }
}
