//! What lists are filtered by, searched in and sorted by as far as only the weights say so: taken where the thing has
//! such a field or key and the text says nothing else, and shown as an assumption.

use domain::spec::FieldType;

use super::{
    draft::{Draft, Sentence, Target},
    fields,
    finish::{op_id, spaced},
};
use crate::{english::evidence::Fact, weigh::list::Use, words};

/// Adds what is likely of lists.
pub fn apply(draft: &mut Draft, sentences: &[Sentence]) {
    for (n, fact) in std::mem::take(&mut draft.likely_lists) {
        if let Some(sentence) = sentences.get(n) {
            add(draft, sentence, &fact);
        }
    }
}

fn add(draft: &mut Draft, sentence: &Sentence, said: &Fact) {
    let (on, np, usage) = match said {
        Fact::Filter { on: Some(on), fields, .. } => (on, fields.first(), Use::Filter),
        Fact::Search { on: Some(on), fields, .. } => (on, fields.first(), Use::Search),
        Fact::Sort { on: Some(on), fields, .. } => {
            let descending = fields.first().is_some_and(|(_, descending)| *descending);
            (on, fields.first().map(|(np, _)| np), if descending { Use::Falling } else { Use::Rising })
        }
        _ => return,
    };
    let Some(entity) = draft.resolve(on).filter(|entity| draft.entities.contains_key(entity)) else { return };
    let name = np.and_then(|np| draft.member(&entity, np));
    // "the readings of a sensor by time": of a list of their own, which is found later.
    let at = np.map_or(said.toks().start, |np| np.name_toks.start);
    if super::nested::waits(draft, sentence, at) {
        return;
    }
    let Some(name) = name.filter(|name| fits(draft, &entity, name, usage)) else { return };
    let many = words::plural(&spaced(&entity));
    let shown = name.strip_suffix("_id").unwrap_or(&name).replace('_', " ");
    let listing = draft.listings.entry(entity.clone()).or_default();
    listing.src = listing.src.or_else(|| sentence.span(said.toks()));
    let (kept, text, other) = match usage {
        Use::Filter => {
            listing.filters.push(name.clone());
            ("filter", format!("the list of {many} can be filtered by {shown}"), "it cannot")
        }
        Use::Search => {
            listing.search.push(name.clone());
            ("search", format!("the list of {many} can be searched by {shown}"), "it cannot")
        }
        Use::Rising => {
            listing.sort.push(name.clone());
            ("sort", format!("the list of {many} is sorted by {shown}"), "the last comes first")
        }
        // A list of its own: see [`crate::own::below`].
        Use::Below => return,
        Use::Falling => {
            listing.sort.push(format!("-{name}"));
            (
                "sort",
                format!("the list of {many} is sorted by {shown}, the last first"),
                "the first comes first",
            )
        }
    };
    draft.cover(sentence, said.toks(), &Target::Operation(op_id("list", &entity)));
    draft.assume(
        format!("{text}, as the words around it suggest"),
        Some(format!("/operations/{}/{kept}/{name}", op_id("list", &entity))),
        &[other, "another list is meant"],
    );
}

/// Whether nothing says the same or goes against it.
fn fits(draft: &Draft, entity: &str, name: &str, usage: Use) -> bool {
    let none = super::draft::Listing::default();
    let listing = draft.listings.get(entity).unwrap_or(&none);
    let is = |other: &String| other.trim_start_matches('-') == name;
    let chosen = |other: &String| {
        is(other) || ["_from", "_to"].iter().any(|tail| other.strip_suffix(tail) == Some(name))
    };
    let taken = listing.filters.iter().any(chosen) || listing.search.iter().any(is);
    let field = draft.entities.get(entity).and_then(|e| e.fields.get(name));
    match usage {
        // "Pens by colour, age first": the order is no choice.
        Use::Filter => !taken && !listing.sort.iter().any(is),
        Use::Search => {
            let text = |of: FieldType| fields::textual(of) || of == FieldType::StringArray;
            !taken && field.is_some_and(|field| text(field.ql_type))
        }
        Use::Rising | Use::Falling => !listing.sort.iter().chain(&draft.everywhere.sort).any(is),
        Use::Below => false,
    }
}
