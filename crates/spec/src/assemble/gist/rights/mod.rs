//! Who may do what, in whatever order it is said.
//!
//! ```text
//! students – read; teachers – read, create, update; head – everything    people, then deeds
//! course creation is restricted to teachers                              a deed, then people
//! trainers can do everything except deleting                             all deeds but those
//! ```
//! The stretch becomes a row of parts: people, deeds, things, "only", a refusal, what leads to people. Every word of weight
//! is one of them or only joins them; else the stretch is something else. The parts then are one right or several.

mod parts;

use std::ops::Range;

use self::parts::{Part, Piece};
use super::scene::Scene;
use crate::english::{
    cursor::any,
    evidence::{Act, Fact, Np, Who},
};

type People = Vec<(Who, Range<usize>)>;

/// One right that is being read.
#[derive(Debug, Clone, Default)]
struct Right {
    who: People,
    deeds: Vec<(String, Range<usize>)>,
    but: Vec<String>,
    things: Vec<Np>,
    everything: bool,
    own: bool,
    only: bool,
    deny: bool,
    others: bool,
    freely: bool,
    /// It speaks of what was named before.
    them: bool,
    /// To what those before them had a right.
    again: Vec<Np>,
    /// Things stand behind the deeds.
    parted: bool,
    /// A mark stands between the people and what they may: `students – read`.
    listed: bool,
    /// Where its words begin and end.
    toks: Range<usize>,
}

/// Words that bind a right to a state, a time or a condition: it is another one then.
const ELSE: &[&str] = &[
    "unless", "until", "till", "if", "when", "whenever", "once", "after", "before", "while", "where",
    "within", "during", "than", "twice", "same",
];

pub fn read(scene: &Scene<'_>) -> Option<Vec<Fact>> {
    if !scene.numbers.is_empty() || scene.has(ELSE) {
        return None;
    }
    // "…, once it is approved" behind it is half of it.
    let behind = (scene.range.end..scene.toks().len()).take(2).any(|n| any(scene.toks(), n, ELSE));
    if behind {
        return None;
    }
    let pieces = parts::of(scene)?;
    let (heading, pieces) = heading(&pieces);
    if let [Piece { part: Part::Nobody, .. }, rest @ ..] = pieces {
        return denied(scene, rest);
    }
    let first = pieces.iter().find(|piece| !matches!(piece.part, Part::Only | Part::Not | Part::Mark(_)))?;
    // Whoever was spoken of before: "staff sign in and can change them", "only they may".
    // "so that I find them again" is why, and no right.
    const WHY: &[&str] = &["that", "because", "since"];
    let start = scene.range.start;
    let purpose = any(scene.toks(), start, WHY) || start > 0 && any(scene.toks(), start - 1, WHY);
    // "picker (creates picks), receiver (creates receipts)": what stands between may be somebody else.
    let near = |(_, at): &(Who, Range<usize>)| {
        let between = scene.toks().get(at.end..start).unwrap_or_default();
        !between.iter().any(|tok| {
            matches!(tok.low.as_str(), "(" | ")" | ";" | "." | ":") || ELSE.contains(&tok.low.as_str())
        })
    };
    let spoken =
        || parts::last_who(scene, scene.range.start).filter(near).map(|one| vec![one]).filter(|_| !purpose);
    let leads = pieces.iter().any(|piece| matches!(piece.part, Part::For | Part::Freely));
    let mut rights = match first.part {
        Part::Who { .. } => active(pieces, Vec::new())?,
        Part::They => active(pieces, spoken()?)?,
        _ if leads => passive(pieces)?,
        _ => active(pieces, spoken()?)?,
    };
    let mut spoken_of = heading.clone();
    for right in &mut rights {
        if right.things.is_empty() && !right.everything {
            right.things.extend(heading.clone());
            let again = std::mem::take(&mut right.again);
            if right.things.is_empty() {
                right.things.extend(again);
            }
        }
        // "add new ones": of what was named last.
        if right.things.is_empty() && (right.them || right.own) && !right.everything {
            let before = || scene.last_record_before().map(|entity| scene.phrase(&entity));
            right.things.push(spoken_of.clone().or_else(before)?);
        }
        spoken_of = right.things.last().cloned().or(spoken_of);
    }
    // Words between two of them go with the one before.
    if !rights.iter().all(Right::says_of_what) {
        return None;
    }
    if !scene.draft.needs_accounts && !rights.iter().any(Right::asks_for_accounts) {
        return None;
    }
    let starts: Vec<usize> = rights.iter().skip(1).map(|right| right.toks.start).collect();
    if let Some(first) = rights.first_mut() {
        first.toks.start = scene.range.start;
    }
    for (right, next) in rights.iter_mut().zip(starts.iter().copied().chain([scene.range.end])) {
        right.toks.end = next;
    }
    rights.into_iter().map(Right::fact).collect()
}

/// `nobody can delete them`
fn denied(scene: &Scene<'_>, pieces: &[Piece]) -> Option<Vec<Fact>> {
    let (mut acts, mut objects) = (Vec::new(), Vec::new());
    for piece in pieces {
        match &piece.part {
            Part::Deed(verbs) if objects.is_empty() => {
                acts.extend(verbs.iter().map(|verb| Act { verb: verb.clone(), toks: piece.toks.clone() }));
            }
            Part::Thing(np) if !acts.is_empty() => objects.push(np.clone()),
            Part::Them if !acts.is_empty() && objects.is_empty() => {
                objects.push(scene.phrase(&scene.last_record_before()?));
            }
            Part::Mark("or" | "and" | ",") => {}
            _ => return None,
        }
    }
    let plain = |act: &Act| matches!(super::super::permits::ops_of(&act.verb), Some([_]));
    (!acts.is_empty() && !objects.is_empty() && acts.iter().all(plain))
        .then(|| vec![Fact::Deny { acts, objects, toks: scene.range.clone() }])
}

/// `Courses: read by anyone, …`: what the rights behind it are to.
fn heading(pieces: &[Piece]) -> (Option<Np>, &[Piece]) {
    match pieces {
        [Piece { part: Part::Thing(np), .. }, Piece { part: Part::Mark(":"), .. }, rest @ ..] => {
            (Some(np.clone()), rest)
        }
        all => (None, all),
    }
}

/// `People do things`, and again.
fn active(pieces: &[Piece], spoken: People) -> Option<Vec<Right>> {
    let mut done: Vec<Right> = Vec::new();
    let mut right = Right { who: spoken, toks: pieces.first()?.toks.clone(), ..Right::default() };
    let mut excepted = false;
    for (at, piece) in pieces.iter().enumerate() {
        let behind_mark = at == 0 || matches!(pieces[at - 1].part, Part::Mark(_));
        let has_begun = !right.deeds.is_empty() || right.everything;
        match &piece.part {
            Part::Mark(mark) => right.listed |= !has_begun && matches!(*mark, ":" | "-" | "="),
            Part::Who { who, thing } => {
                let leads = leads_on(&pieces[at + 1..]);
                // "pupils see their own lessons, instructors theirs": the same deeds.
                let alike = behind_mark
                    && has_begun
                    && !excepted
                    && matches!(
                        pieces.get(at + 1).map(|piece| &piece.part),
                        Some(Part::Own | Part::Only | Part::Everything)
                    );
                if alike {
                    let (deeds, things, deny) = (right.deeds.clone(), right.things.clone(), right.deny);
                    done.push(std::mem::take(&mut right).whole(false)?);
                    let who = vec![(who.clone(), piece.toks.clone())];
                    right = Right {
                        who,
                        deeds,
                        deny,
                        toks: piece.toks.clone(),
                        again: things,
                        ..Right::default()
                    };
                    continue;
                }
                match thing {
                    Some(np) if has_begun && !(behind_mark && leads) => right.things.push(np.clone()),
                    _ if !has_begun && right.things.is_empty() => {
                        if right.who.is_empty() {
                            right.toks = piece.toks.clone();
                        }
                        right.who.push((who.clone(), piece.toks.clone()));
                    }
                    _ if behind_mark && has_begun => {
                        done.push(std::mem::take(&mut right).whole(excepted)?);
                        excepted = false;
                        right.toks = piece.toks.clone();
                        right.who.push((who.clone(), piece.toks.clone()));
                    }
                    _ => return None,
                }
            }
            Part::Deed(verbs) => {
                if excepted {
                    right.but.extend(verbs.iter().cloned());
                } else if !right.things.is_empty() || right.everything || right.own {
                    // "view courses and create lessons": the same people; "cannot edit courses or delete lessons": neither.
                    let who = right.who.clone();
                    if !behind_mark {
                        return None;
                    }
                    let turns = at > 0 && matches!(pieces[at - 1].part, Part::Mark("but"));
                    let deny = right.deny && !turns;
                    done.push(std::mem::take(&mut right).whole(false)?);
                    right.who = who;
                    right.deny = deny;
                    right.toks = piece.toks.clone();
                    right.deeds.extend(verbs.iter().map(|verb| (verb.clone(), piece.toks.clone())));
                } else {
                    right.deeds.extend(verbs.iter().map(|verb| (verb.clone(), piece.toks.clone())));
                }
            }
            Part::Not if behind_mark && has_begun => {
                // "may add animals but must not remove them"
                let who = right.who.clone();
                done.push(std::mem::take(&mut right).whole(excepted)?);
                excepted = false;
                right = Right { who, deny: true, toks: piece.toks.clone(), ..Right::default() };
            }
            Part::Not if !has_begun && !right.deny => right.deny = true,
            Part::Thing(np) if has_begun && !excepted => {
                // "do all of the elections": those, and no more.
                if std::mem::take(&mut right.everything) && right.deeds.is_empty() {
                    right.deeds.push(("manage".to_owned(), piece.toks.clone()));
                }
                let apart = at > 0 && matches!(pieces[at - 1].part, Part::Mark("but" | ";"));
                // "visits of their own ward" are theirs by what they belong to.
                if (apart || right.own) && !right.things.is_empty() {
                    return None;
                }
                right.things.push(np.clone());
            }
            Part::Them if has_begun && !excepted => right.them = true,
            Part::Everything if right.things.is_empty() && !excepted => right.everything = true,
            Part::Own if has_begun && !excepted && behind_mark && !right.own && !right.things.is_empty() => {
                // "look at books and at their own loans"
                let (who, deeds, deny) = (right.who.clone(), right.deeds.clone(), right.deny);
                done.push(std::mem::take(&mut right).whole(false)?);
                right = Right { who, deeds, deny, own: true, toks: piece.toks.clone(), ..Right::default() };
            }
            Part::Own if has_begun && !excepted => right.own = true,
            // "see all slots but edit none"
            Part::None if has_begun && !excepted && !right.deny && !right.everything => {
                right.deny = true;
                right.them = true;
            }
            // "…, not those of others": said already.
            Part::Others if right.deny && right.things.is_empty() => right.others = true,
            Part::Freely => right.freely = true,
            Part::Below => {}
            Part::They if !has_begun && !right.who.is_empty() => {}
            Part::They if behind_mark && has_begun => {
                let who = right.who.clone();
                done.push(std::mem::take(&mut right).whole(excepted)?);
                excepted = false;
                right = Right { who, toks: piece.toks.clone(), ..Right::default() };
            }
            // "…, but you can only change your own"
            Part::Only if behind_mark && has_begun && next_is_deed(&pieces[at + 1..]) => {
                let who = right.who.clone();
                done.push(std::mem::take(&mut right).whole(excepted)?);
                excepted = false;
                right = Right { who, only: true, toks: piece.toks.clone(), ..Right::default() };
            }
            Part::Only => right.only = true,
            Part::NobodyElse if has_begun => right.only = true,
            Part::Except if has_begun => excepted = true,
            Part::Not
            | Part::Thing(_)
            | Part::Them
            | Part::Everything
            | Part::Own
            | Part::Except
            | Part::NobodyElse
            | Part::They
            | Part::Others
            | Part::None
            | Part::Nobody
            | Part::For => return None,
        }
        right.toks.end = piece.toks.end;
    }
    done.push(right.whole(excepted)?);
    // What is denied of others' says again that only their own is meant.
    let own = done.iter().any(|right| right.own && !right.deny);
    let told = done.iter().all(|right| !right.others || own);
    done.retain(|right| !right.others);
    told.then_some(done)
}

fn next_is_deed(pieces: &[Piece]) -> bool {
    matches!(pieces.first().map(|piece| &piece.part), Some(Part::Deed(_)))
}

/// Whether deeds come next: the people before them begin a right.
fn leads_on(pieces: &[Piece]) -> bool {
    let next = pieces.iter().find(|piece| !matches!(piece.part, Part::Only | Part::Not));
    match next.map(|piece| &piece.part) {
        Some(Part::Deed(_) | Part::Everything | Part::Mark(":" | "-" | "=")) => true,
        // "members and trainers may …"
        Some(Part::Mark("and" | "," | "or")) => leads_on_later(pieces),
        _ => false,
    }
}

fn leads_on_later(pieces: &[Piece]) -> bool {
    let mut rest =
        pieces.iter().skip_while(|piece| matches!(piece.part, Part::Mark(_) | Part::Who { .. } | Part::Only));
    matches!(rest.next().map(|piece| &piece.part), Some(Part::Deed(_)))
        && pieces.iter().any(|piece| matches!(piece.part, Part::Who { .. }))
}

/// `Deeds are for people`, and again.
fn passive(pieces: &[Piece]) -> Option<Vec<Right>> {
    let mut done: Vec<Right> = Vec::new();
    let mut right = Right::default();
    let mut led = false;
    for (at, piece) in pieces.iter().enumerate() {
        let behind_mark = at == 0 || matches!(pieces[at - 1].part, Part::Mark(_));
        if right.toks.is_empty() {
            right.toks = piece.toks.clone();
        }
        match &piece.part {
            Part::Mark("but" | ";") if !led => return None,
            Part::Mark(_) => continue,
            Part::For if !led && !right.deeds.is_empty() => led = true,
            Part::Who { who, .. } if led => right.who.push((who.clone(), piece.toks.clone())),
            Part::Who { thing: Some(np), .. } if !led => right.things.push(np.clone()),
            Part::Deed(verbs) => {
                if led && !right.deeds.is_empty() {
                    if !behind_mark || right.who.is_empty() {
                        return None;
                    }
                    let things = right.things.clone();
                    done.push(std::mem::take(&mut right).whole(false)?);
                    led = false;
                    right = Right { things, toks: piece.toks.clone(), ..Right::default() };
                }
                // "look at cats, but placements are made by …": two clauses.
                if right.parted {
                    return None;
                }
                right.deeds.extend(verbs.iter().map(|verb| (verb.clone(), piece.toks.clone())));
            }
            Part::Thing(np) if !led => {
                // What went before was only carried on.
                if right.deeds.is_empty() && !done.is_empty() {
                    right.things.clear();
                }
                right.parted = !right.deeds.is_empty();
                right.everything = false;
                right.things.push(np.clone());
            }
            Part::Them if !led => right.them = true,
            Part::Below => {}
            Part::Freely if led => right.freely = true,
            Part::Freely
                if behind_mark || !right.deeds.is_empty() || right.everything || !right.things.is_empty() =>
            {
                led = true;
                right.who.push((Who::Public, piece.toks.clone()));
            }
            Part::Only => right.only = true,
            Part::NobodyElse if led => right.only = true,
            Part::Not if !led && !right.deny => right.deny = true,
            Part::Everything if !led && right.things.is_empty() => right.everything = true,
            _ => return None,
        }
        right.toks.end = piece.toks.end;
    }
    if !led || right.deeds.is_empty() {
        return None;
    }
    done.push(right.whole(false)?);
    Some(done)
}

impl Right {
    /// Whether it says that somebody logs in.
    fn asks_for_accounts(&self) -> bool {
        self.own || self.who.iter().any(|(who, _)| matches!(who, Who::Role(_) | Who::Holder(_)))
    }

    /// Whether it is known what the right is to: "they create" alone is half of a sentence, "trainers may only read" is
    /// not.
    fn says_of_what(&self) -> bool {
        const PLAIN: &[&str] =
            &["create", "read", "view", "update", "edit", "delete", "manage", "list", "touch"];
        let plain = self.deeds.iter().all(|(verb, _)| PLAIN.contains(&verb.as_str()));
        !self.things.is_empty()
            || self.everything
            || self.them
            || self.own
            || !self.deny && plain && (self.listed || self.only)
    }

    /// With all that a right needs.
    fn whole(mut self, excepted: bool) -> Option<Self> {
        if self.deeds.is_empty() && self.everything {
            self.deeds.push(("manage".to_owned(), self.toks.clone()));
        }
        // "have access to the records" is looking, unless the deeds are told.
        if self.deeds.iter().any(|(verb, _)| verb != "access") {
            self.deeds.retain(|(verb, _)| verb != "access");
        }
        // "not those of others", behind what they may do with their own.
        if self.others && self.deeds.is_empty() {
            self.deeds.push(("read".to_owned(), self.toks.clone()));
        }
        if self.freely && self.own {
            return None;
        }
        if self.freely {
            self.who.iter_mut().for_each(|(who, _)| *who = Who::Public);
        }
        let exact = excepted != self.but.is_empty() && !(self.deny && (self.only || self.everything));
        (exact && !self.who.is_empty() && !self.deeds.is_empty()).then_some(self)
    }

    fn fact(self) -> Option<Fact> {
        let at = self.deeds.first().map(|(_, at)| at.clone())?;
        let mut acts: Vec<Act> = Vec::new();
        for (verb, toks) in self.deeds {
            let verbs: Vec<String> = match verb.as_str() {
                "manage" if !self.but.is_empty() => ["create", "read", "update", "delete"]
                    .iter()
                    .filter(|verb| !self.but.iter().any(|but| means(but, verb)))
                    .map(|verb| (*verb).to_owned())
                    .collect(),
                _ if !self.but.is_empty() => return None,
                _ => vec![verb],
            };
            acts.extend(verbs.into_iter().map(|verb| Act { verb, toks: toks.clone() }));
        }
        let objects = if self.everything {
            let all = "everything".to_owned();
            vec![Np { low: vec![all.clone()], name: all, toks: at.clone(), name_toks: at, ..Np::default() }]
        } else {
            self.things
        };
        Some(Fact::Permit {
            who: self.who,
            acts,
            objects,
            own: self.own,
            only: self.only,
            deny: self.deny,
            toks: self.toks,
        })
    }
}

/// Whether the deed, in words, is this operation.
fn means(deed: &str, operation: &str) -> bool {
    let ops = super::super::permits::ops_of(deed).unwrap_or_default();
    ops.contains(&operation) || deed == operation
}
