//! How much each fact says for a thing.

use domain::Span;

use super::{
    super::draft::Sentence, Ballot, LIKELY, field_like, is_array, may_be_entity, software, thing_after_all,
    thing_of_trade,
};
use crate::{
    english::{
        cursor::any,
        evidence::{Fact, Np, Quant},
        lexicon::lexicon,
    },
    words,
};

pub(super) fn place_like(np: &Np) -> bool {
    lexicon().domains.contains(np.last())
        || matches!(np.last(), "application" | "service" | "tool" | "program" | "business" | "product_")
}

pub(super) fn weigh(
    ballot: &mut Ballot,
    topics: &mut Vec<(Np, Option<Span>, bool)>,
    sentence: &Sentence,
    fact: &Fact,
) {
    match fact {
        Fact::Frame { topics: found, kind, .. } => {
            let data =
                kind.as_ref().is_none_or(|(kind, _)| matches!(kind.as_str(), "api" | "web_app" | "generic"));
            if !data {
                return;
            }
            let described = sentence.facts.iter().any(|f| matches!(f, Fact::Has { subject: None, items, from_frame: true, .. } if field_like(items)));
            topics.extend(found.iter().map(|np| (np.clone(), sentence.span(&np.name_toks), described)));
        }
        Fact::Likely(fact) => {
            if let Fact::Mention { np, .. } = fact.as_ref() {
                ballot.force(sentence, np, LIKELY);
            }
        }
        Fact::Mention { np, weight: 3 } => ballot.force(sentence, np, "G1.declared"),
        Fact::Mention { np, weight } if (np.last() != "user" && np.last() != "users" || np.low.len() > 1) => {
            let trade = if of_the_trade(sentence, np) { u32::from(*weight) } else { 0 };
            if let Some(candidate) = ballot.vote(sentence, np, u32::from(*weight), "G4.manage") {
                candidate.trade += trade;
            }
        }
        Fact::Has { subject, items, from_frame, toks } => {
            if let Some(np) = subject.as_ref().filter(|np| {
                // "My friend has a food truck": of whoever writes.
                let writers = !np.plural
                    && sentence.toks.get(np.toks.start).is_some_and(|tok| tok.is("my") || tok.is("our"));
                let place =
                    place_like(np) && !np.plural && matches!(np.quant, Quant::The | Quant::Bare) || writers;
                // "hospital with name, beds": a heading of its own, no house that has books.
                let headed = np.quant == Quant::Bare && np.toks.start == 0 && items.len() > 1;
                !place
                    || headed && field_like(items) && items.iter().any(crate::english::declare::tells_a_field)
            }) {
                let told = matches!(np.quant, Quant::One | Quant::Each)
                    || (np.capitalised || np.plural) && items.len() > 1;
                // "`Lot` has name, address": headed by its name, and made of what only fields are called.
                let headed = np.capitalised
                    && np.quant == Quant::Bare
                    && items.iter().any(crate::english::declare::tells_a_field);
                let trade = (matches!(np.quant, Quant::One | Quant::Each) || headed)
                    && items.len() > 1
                    && (!software(np.last()) || thing_of_trade(np));
                // "A user has lists, and a list has items": a list that has things of its own.
                let lists = words::singular(np.last()) == "list"
                    && np.low.len() == 1
                    && matches!(np.quant, Quant::One | Quant::Each);
                if (thing_after_all(np) && told || trade) && field_like(items) || lists {
                    ballot.force(sentence, np, "G2.has-list");
                }
                let thing =
                    np.plural || np.capitalised || !matches!(np.quant, Quant::Bare) || items.len() > 1;
                if let Some(candidate) = ballot.vote(sentence, np, if thing { 2 } else { 1 }, "G2.has-list") {
                    candidate.described = true;
                    candidate.user_fields |= items.iter().any(|item| {
                        !matches!(
                            item.np.key().as_str(),
                            "email" | "password" | "email address" | "role" | "account"
                        ) && (!item.np.plural || item.np.quant == Quant::One)
                    });
                }
            }
            let frame_things = *from_frame && !field_like(items);
            for item in items {
                if !item.members.is_empty() {
                    if thing_after_all(&item.np) && field_like(&item.members) {
                        ballot.force(sentence, &item.np, "G1.paren-list");
                    }
                    if let Some(candidate) = ballot.vote(sentence, &item.np, 2, "G1.paren-list") {
                        candidate.described = true;
                        candidate.user_fields |= item
                            .members
                            .iter()
                            .any(|m| !matches!(m.np.key().as_str(), "email" | "password" | "role"));
                    }
                } else if frame_things && (item.np.plural && item.mods.is_empty() || item.np.capitalised) {
                    // "API for debates: speakers (…), motions (…)" is about them.
                    let headed = sentence.toks.get(toks.end).is_some_and(|tok| tok.is(":"));
                    let alone = items.len() == 1 && (item.np.low.len() > 1 || headed);
                    let candidate = ballot.vote(sentence, &item.np, 2, "G1.list");
                    if let Some(candidate) = candidate.filter(|_| alone) {
                        candidate.framed = true;
                    }
                } else if item.np.quant == Quant::Many
                    && item.mods.is_empty()
                    && known_thing(&item.np)
                    && !is_array(&item.np)
                {
                    ballot.vote(sentence, &item.np, 2, "G2.has-many");
                } else if item.np.plural && !*from_frame {
                    ballot.vote(
                        sentence,
                        &item.np,
                        u32::from(known_thing(&item.np) && !is_array(&item.np)),
                        "G2.has-many",
                    );
                }
            }
        }
        Fact::Relation { from, to, loose, toks, .. } => {
            // "our website is made by another freelancer": nothing about a thing.
            // "the old tool was written in Perl": nor is what software is made with.
            let made_with =
                to.low.len() == 1 && lexicon().stack_names(to.last()).iter().any(|n| !n.ambiguous);
            if from.as_ref().is_some_and(|np| !may_be_entity(np) && !thing_after_all(np)) || made_with {
                return;
            }
            if let Some(np) = from {
                ballot.vote(sentence, np, if *loose { 1 } else { 2 }, "G3.belongs-to");
            }
            let role = lexicon().roles.contains(&words::singular(to.last()));
            // "A piece belongs to a member", "orders from dentists", where nobody logs in: records of people.
            let record = !ballot.accounts
                && !*loose
                && of_somebody(to)
                && !super::super::relate::to_the_writer(sentence, to, toks);
            if (role || to.person) && record {
                if let Some(candidate) = ballot.vote(sentence, to, 2, "G3.of-somebody") {
                    candidate.kept = true;
                }
                return;
            }
            let weight = if role || *loose || place_like(to) { 1 } else { 2 };
            ballot.vote(sentence, to, weight, "G3.belongs-to");
        }
        Fact::Link { from: Some(np), .. } => drop(ballot.vote(sentence, np, 1, "G3.link")),
        Fact::Permit { acts, objects, .. } => {
            let crud = acts.iter().any(|act| super::super::permits::ops_of(&act.verb).is_some());
            for np in objects.iter().filter(|np| np.low.len() <= 2) {
                ballot.vote(
                    sentence,
                    np,
                    if crud && (np.plural || matches!(np.quant, Quant::One | Quant::Each)) {
                        2
                    } else {
                        u32::from(crud)
                    },
                    "G6.object",
                );
            }
        }
        Fact::Deny { objects, .. } => {
            for np in objects {
                ballot.vote(sentence, np, 1, "G6.object");
            }
        }
        Fact::Flow { owner: Some(np), steps, initial, .. } => {
            // "a probe is first taken, then received and finally approved": a life of its own makes a thing.
            let lives = matches!(np.quant, Quant::One | Quant::Each)
                && np.low.len() == 1
                && steps.len() > 1
                && initial.is_some()
                && !crate::english::clause::is_field_word(np.last())
                && !crate::english::clause::is_choice_name(np.last());
            let _ = ballot.vote(sentence, np, if lives { 2 } else { 1 }, "G10.flow");
        }
        Fact::Transition { owner, .. } => {
            let _ = ballot.vote(sentence, owner, 1, "G10.verb");
        }
        Fact::About { owner: Some(np), .. } => {
            let _ = ballot.vote(sentence, np, 1, "G9.about");
        }
        Fact::Limit { holder, counted, .. } => {
            ballot.vote(sentence, counted, 1, "G11.limit");
            if let Some(np) = holder {
                ballot.vote(sentence, np, 1, "G11.limit");
            }
        }
        Fact::UniqueTogether { on: Some(np), with, .. } if with.len() >= 2 && !np.toks.is_empty() => {
            // "one entry per singer and rehearsal" speaks of what was described before.
            let general = matches!(np.last(), "entry" | "record" | "row" | "item" | "one");
            ballot.vote(sentence, np, if general { 1 } else { 2 }, "G11.once");
        }
        Fact::Overlap { subject, scope, .. } => {
            for np in subject.iter().chain(scope) {
                ballot.vote(sentence, np, 1, "G11.overlap");
            }
        }
        Fact::Cascade { parent, children, .. } => {
            for np in children.iter().chain(std::iter::once(parent)) {
                ballot.vote(sentence, np, 1, "G3.cascade");
            }
        }
        Fact::Filter { on: Some(np), .. }
        | Fact::By { on: Some(np), .. }
        | Fact::Search { on: Some(np), .. }
        | Fact::Sort { on: Some(np), .. }
        | Fact::NewestFirst { on: Some(np), .. }
        | Fact::Page { on: Some(np), .. } => {
            ballot.vote(sentence, np, u32::from(np.plural), "G12.list");
        }
        _ => {}
    }
}

/// People by what they are: a member, a dentist. An owner, an author or an assignee is what somebody is to one record,
/// and so is a user.
fn of_somebody(np: &Np) -> bool {
    let last = words::singular(np.last());
    let part =
        lexicon().holders.contains(&last) || matches!(last.as_str(), "user" | "admin" | "administrator");
    np.low.len() <= 2 && !part
}

/// "We keep bees", "I rent out skis and boots": what those who write live from. Whether they want records of it, only the
/// rest of the text says.
fn of_the_trade(sentence: &Sentence, np: &Np) -> bool {
    const TRADES: &[&str] = &[
        "keep",
        "rent",
        "sell",
        "run",
        "operate",
        "breed",
        "raise",
        "grow",
        "make",
        "produce",
        "offer",
        "lend",
        "organise",
        "organize",
        "teach",
        "host",
        "own",
        "brew",
        "roast",
        "bake",
        "repair",
        "restore",
        "fix",
        "train",
        "board",
        "publish",
        "ship",
        "deliver",
        "distribute",
        "collect",
        "serve",
        "clean",
        "walk",
        "groom",
        "conduct",
        "lease",
        "hire",
        "build",
        "hand",
        "give",
    ];
    let toks = &sentence.toks;
    let from = np.toks.start.saturating_sub(8);
    let clause = (from..np.toks.start).rev().find(|n| any(toks, *n, &["we", "i"]));
    let told = clause.is_some_and(|n| any(toks, n + 1, TRADES));
    // "we keep track of bees", "I sell tickets that …" says more.
    let more = any(toks, np.toks.end, &["with", "that", "which", "(", ":"]);
    told && np.plural
        && !more
        && !clause
            .is_some_and(|n| (n..np.toks.start).any(|m| any(toks, m, &["track", "record", "list", "data"])))
}

pub(super) fn known_thing(np: &Np) -> bool {
    lexicon().proposals.contains_key(&words::singular(np.last()))
}
