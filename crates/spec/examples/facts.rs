//! Shows what each clause of a text was read as, before anything is weighed.
#![expect(clippy::print_stdout, reason = "showing is what it is for")]

use spec::english::{clause, sentence, token};

fn main() {
    let text = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    for toks in sentence::sentences(token::scan(&text, &[], usize::MAX).unwrap_or_default()) {
        for fact in clause::read(&toks) {
            println!("{fact:?}");
        }
    }
}
