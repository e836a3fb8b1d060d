//! What happens to the rest when one is deleted, in the plain shapes; see [`super::gone`] for the others.

use domain::spec::OnDelete;

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Np},
        list,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

/// `A deleted gardener takes his plants with him`: who is deleted does nothing, and has no right to.
fn takes_along(toks: &[Tok], at: usize) -> Read {
    let start = eat_first(toks, at, &["a|an|the|each|every|any"]).unwrap_or(at);
    let gone = eat_first(toks, start, &["deleted|removed|erased"])?;
    let verb =
        (gone + 1..toks.len().min(gone + 5)).find(|n| any(toks, *n, &["takes", "take", "drags", "drag"]))?;
    let (parent, _) = noun_phrase(toks.get(..verb)?, gone).filter(|(_, end)| *end == verb)?;
    let (children, next) = targets(toks, eat_first(toks, verb + 1, &["his|her"]).unwrap_or(verb + 1))?;
    let end =
        eat_first(toks, next, &["with|along it|him|her|them|with? it|him|her|them?", "along|away|too"])?;
    Some((vec![Fact::Cascade { parent, children, effect: OnDelete::Cascade, toks: at..end }], end))
}

/// What happens to the rest when one is deleted.
/// "Delete a room and its devices go too": what goes with what.
pub fn taken_along(toks: &[Tok], at: usize) -> Read {
    if let Some(found) = takes_along(toks, at) {
        return Some(found);
    }
    let next = eat_first(
        toks,
        at,
        &[
            "if|when you|we|i|they|somebody|someone? delete|remove|deletes|removes",
            "delete|remove|deleting|removing",
        ],
    )?;
    let (parent, next) = noun_phrase(toks, next)?;
    let next = eat_first(toks, next, &[",? and", ",? then", ","])?;
    let next = eat_first(toks, next, &["also", "all"]).unwrap_or(next);
    let (child, next) = noun_phrase(toks, next)?;
    let end = eat_first(
        toks,
        next,
        &[
            "go|goes|disappear|disappears|vanish|vanishes too|also|as? well?",
            "go|goes with it|them",
            "is|are|get|gets also? deleted|removed|gone too|as? well?",
            "is|are|get|gets also? deleted|removed|gone",
            "must|should|will go|disappear|be too|also|deleted|removed too?",
        ],
    )?;
    let children = vec![child];
    Some((vec![Fact::Cascade { parent, children, effect: OnDelete::Cascade, toks: at..end }], end))
}

pub fn read(toks: &[Tok], at: usize) -> Read {
    // "deleting a project deletes (all of) its tasks"
    if let Some((parent, next)) =
        eat_first(toks, at, &["deleting|removing", "the deletion|removal of", "deletion|removal of"])
            .and_then(|n| noun_phrase(toks, n))
    {
        let next = eat_first(
            toks,
            next,
            &["also|automatically|just|simply|only|merely", "should|must|will also|just|simply|only?"],
        )
        .unwrap_or(next);
        if let Some(next) =
            eat_first(toks, next, &["deletes|removes|delete|remove also?", "cascades|cascade to"])
        {
            let (children, end) = targets(before_too(toks, next), next)?;
            let end = eat_first(toks, end, &["as well", "too"]).unwrap_or(end);
            return Some((
                vec![Fact::Cascade { parent, children, effect: OnDelete::Cascade, toks: at..end }],
                end,
            ));
        }
        if let Some(next) = eat_first(
            toks,
            next,
            &["keeps|keep", "leaves|leave", "doesn't delete|remove", "does not delete|remove"],
        ) {
            let (children, end) = targets(toks, next)?;
            let end = super::gone::aside_of(toks, end, &parent);
            return Some((
                vec![Fact::Cascade { parent, children, effect: OnDelete::SetNull, toks: at..end }],
                end,
            ));
        }
        if let Some(next) = eat_first(
            toks,
            next,
            &[
                "with|that has|have? still?",
                "that still? has|have",
                "is not allowed|possible if|while|when|as it? still? has|have?",
                "is not allowed|possible|permitted as long as it|they|there still? has|have|are|contains",
                "is not allowed|possible|permitted if|while|when there are|is still?",
                "that|which still? contains|contain|holds|hold",
            ],
        ) {
            let (children, end) = targets(toks, next)?;
            let end = eat_first(toks, end, &["in|on|for|of it|them"]).unwrap_or(end);
            let end = eat_first(
                toks,
                end,
                &[
                    "is|are not allowed|permitted|possible",
                    "is|are forbidden|refused|prevented|rejected",
                    "must|should be refused|rejected|prevented",
                    "fails|fail",
                ],
            )
            .unwrap_or(end);
            return Some((
                vec![Fact::Cascade { parent, children, effect: OnDelete::Restrict, toks: at..end }],
                end,
            ));
        }
    }
    // "when a project is deleted, its tasks are deleted too"
    if let Some((parent, next)) =
        eat_first(toks, at, &["when|if|once|whenever"]).and_then(|n| noun_phrase(toks, n))
        && let Some(next) = eat_first(
            toks,
            next,
            &[
                "leaves|quits|goes|retires|resigns|closes and is|gets deleted|removed",
                "is|are|gets|get deleted|removed",
            ],
        )
    {
        let next = eat_first(toks, next, &[", then?", "then"]).unwrap_or(next);
        if let Some(next) = eat_first(toks, next, &["delete|remove also?"]) {
            let (children, end) = targets(toks, next)?;
            return Some((
                vec![Fact::Cascade { parent, children, effect: OnDelete::Cascade, toks: at..end }],
                end,
            ));
        }
        let (children, next) = targets(toks, next)?;
        let next = eat_first(toks, next, &["should|must|will also?"]).unwrap_or(next);
        for (phrases, effect) in [
            (
                &[
                    "is|are|be|get|gets also|automatically? deleted|removed as|too|also? well?",
                    "go|goes with it|them",
                ] as &[&str],
                OnDelete::Cascade,
            ),
            (
                &[
                    "is|are|be|become|becomes unassigned|kept|detached|orphaned",
                    "stay|stays|remain|remains",
                    "is|are set to null|none",
                    "lose|loses the|their|its project_",
                ],
                OnDelete::SetNull,
            ),
        ] {
            if let Some(end) = eat_first(toks, next, phrases) {
                let alone =
                    eat_first(toks, end, &[",? but? without"]).filter(|_| effect == OnDelete::SetNull);
                let end = alone
                    .and_then(|n| {
                        eat_first(toks, n, &["it|them|one"]).or_else(|| Some(noun_phrase(toks, n)?.1))
                    })
                    .unwrap_or(end);
                return Some((vec![Fact::Cascade { parent, children, effect, toks: at..end }], end));
            }
        }
    }
    // "tasks are deleted with their project"
    if let Some((child, next)) = noun_phrase(toks, at) {
        if let Some(next) = eat_first(
            toks,
            next,
            &[
                "is|are|get|gets also|automatically? deleted|removed with|together|along with?",
                "is|are|get deleted|removed when|if|once",
            ],
        ) && let Some((parent, end)) = noun_phrase(toks, next)
        {
            let end = eat_first(toks, end, &["is|are|gets|get deleted|removed"]).unwrap_or(end);
            return Some((
                vec![Fact::Cascade {
                    parent,
                    children: vec![child],
                    effect: OnDelete::Cascade,
                    toks: at..end,
                }],
                end,
            ));
        }
        // "a project with tasks cannot be deleted", "a category cannot be deleted while it has products"
        let refused = &["cannot|can't be deleted|removed", "can|may|must|should not be deleted|removed"];
        if let Some((children, end)) =
            eat_first(toks, next, &["with", "that|which still? has|have|contains|contain"])
                .and_then(|n| targets(toks, n))
            && let Some(end) = eat_first(toks, end, refused)
        {
            return Some((
                vec![Fact::Cascade { parent: child, children, effect: OnDelete::Restrict, toks: at..end }],
                end,
            ));
        }
        if let Some(next) = eat_first(toks, next, refused) {
            let lead = eat_first(
                toks,
                next,
                &[
                    "while|if|when|as|as long as? it|they still? has|have|contains|contain",
                    "while|if|when it|they still? has|have",
                    "while|if|when there are|is still?",
                    "if|when|while",
                ],
            );
            if let Some((children, end)) = lead.and_then(|n| targets(toks, n)) {
                let end = eat_first(
                    toks,
                    end,
                    &[
                        "belong|belongs|refer|refers|point|points|reference|references to? it|them",
                        "still? exist|exists|reference|references|use|uses it|them?",
                        "in it|them",
                        "assigned to it",
                    ],
                )
                .unwrap_or(end);
                return Some((
                    vec![Fact::Cascade {
                        parent: child,
                        children,
                        effect: OnDelete::Restrict,
                        toks: at..end,
                    }],
                    end,
                ));
            }
        }
    }
    None
}

/// "removes the permits as well": what is said behind the names is no part of them.
fn before_too(toks: &[Tok], at: usize) -> &[Tok] {
    let stop = (at..toks.len())
        .find(|n| any(toks, *n, &["too"]) || any(toks, *n, &["as"]) && any(toks, n + 1, &["well"]));
    toks.get(..stop.unwrap_or(toks.len())).unwrap_or(toks)
}

fn targets(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let at = eat_first(
        toks,
        at,
        &["all of? its|their|the?", "any of? its|their|the?", "its|their|the", "still", "open_"],
    )
    .unwrap_or(at);
    let (items, end) = list::noun_list(toks, at)?;
    Some((items, end))
}

/// `- Flat: building, number; delete with building`, `removed together with its show`: what the list before it is of.
pub fn along(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    const ALONG: &[&str] = &[
        "delete|deleted|deletes|remove|removed|goes|go together|along? with its|the|their?",
        "is|are|gets|get deleted|removed together|along? with its|the|their?",
    ];
    let begins = at > 0 && any(toks, at - 1, &[";", ",", "(", "."]);
    let child = subject.filter(|_| begins)?;
    let (parent, end) = eat_first(toks, at, ALONG).and_then(|next| noun_phrase(toks, next))?;
    let fact =
        Fact::Cascade { parent, children: vec![child.clone()], effect: OnDelete::Cascade, toks: at..end };
    Some((vec![fact], end))
}
