//! What speaks for and against a part of a sentence being background.

use std::ops::Range;

use crate::{
    assemble::draft::{Draft, Sentence},
    english::{
        clause::aside,
        cursor::{any, eat_first},
        lexicon::{Form, lexicon},
        token::Tok,
    },
    words,
};

use super::{
    Verdict,
    heads::{self, is_in, known},
    phrases::{
        BINDING, BY_HAND, BY_HAND_TOGETHER, FEELINGS, FEELINGS_TOGETHER, LEFT_TO_YOU, LIMITING, MOVES, NOW,
        PAST_TIMES, PERHAPS_BY_HAND, PRETERITES, PROJECT, TIMES, WISHES,
    },
    place::{Place, is_given},
};

pub(super) struct Signs<'a> {
    toks: &'a [Tok],
    range: Range<usize>,
    place: Place,
    /// Something of it is built: a member, a rule, a right.
    given: bool,
    /// What the part is about is a known thing, or the software.
    of_known: bool,
    /// Some word names a known thing.
    names_known: bool,
    whole_tells: bool,
    /// It is a whole sentence, and nothing was read from it.
    whole_open: bool,
}

impl<'a> Signs<'a> {
    pub(super) fn of(draft: &Draft, sentence: &'a Sentence, range: Range<usize>, place: Place) -> Self {
        let toks = sentence.toks.as_slice();
        let given = toks[range.clone()].iter().any(|tok| {
            let target = draft.cover.get(&(sentence.text, tok.start)).filter(|_| tok.content);
            target.is_some_and(is_given)
        });
        let verb = first_verb(toks, &range).unwrap_or(range.end);
        let is_known = |tok: &Tok| tok.content && (known(draft, tok) || is_software(tok));
        let of_known = toks[range.start..verb].iter().any(is_known);
        let names_known = toks[range.clone()].iter().any(|tok| tok.content && heads::known_thing(draft, tok));
        let whole_tells = aside::tells_of_the_writer(toks);
        let words = toks.iter().enumerate().filter(|(_, tok)| tok.content);
        let whole_open = words.clone().count() >= 3
            && words.into_iter().all(|(at, tok)| range.contains(&at) && !draft.covered(sentence, tok));
        Self { toks, range, place, given, of_known, names_known, whole_tells, whole_open }
    }

    /// Each sign by its name.
    pub(super) fn said(&self) -> [(&'static str, bool); 26] {
        [
            ("binds", self.binds()),
            ("imperative", self.is_imperative()),
            ("limits", self.has(LIMITING)),
            ("bounds", self.bounds()),
            ("past", self.is_past()),
            ("past-time", self.has_past_time()),
            ("now", self.is_now()),
            ("feels", self.feels()),
            ("by-hand", self.is_by_hand()),
            ("of-writer", self.of_writer()),
            ("of-others", self.is_of_others()),
            ("of-project", self.is_of_the_project()),
            ("to-reader", self.is_to_the_reader()),
            ("reason", self.is_reason()),
            ("builds", self.builds()),
            ("keeps", self.keeps()),
            ("lacks", self.lacks()),
            ("being", self.is_of_being()),
            ("counts", self.counts()),
            ("verbless", self.is_verbless()),
            ("may-be-past", self.may_be_past()),
            ("whole-tells", self.whole_tells),
            ("whole-open", self.whole_open),
            ("given", self.given),
            ("of-known", self.of_known),
            ("names-known", self.names_known),
        ]
    }

    pub(super) fn verdict(&self) -> Verdict {
        let early = self.place != Place::Body;
        let beside =
            self.is_of_others() || !self.names_known && (self.is_of_the_project() || self.is_to_the_reader());
        let beside = beside || early && (self.is_given_up() || self.looks_for_software());
        if !self.given && (beside || heads::names_the_document(self.toks, &self.range, early)) {
            return Verdict::Told;
        }
        if self.given || self.binds() || self.is_imperative() {
            return Verdict::Asks;
        }
        let limits = self.has(LIMITING) || self.bounds();
        let spared = self.feels() || self.found(&["i|we don't|no|needn't|need longer? have|need to"]);
        if self.is_reason() && (spared || !self.of_known && !limits) {
            return Verdict::Told;
        }
        if self.is_past() {
            return match (early || self.has_past_time(), self.of_known) {
                (true, false) => Verdict::Told,
                (true, true)
                    if !limits
                        || self.of_writer()
                        || self.begins_in_the_past()
                        || self.place == Place::Reasons =>
                {
                    Verdict::Likely
                }
                (false, false) if !limits => Verdict::Likely,
                _ if self.of_writer() && !limits => Verdict::Likely,
                _ => Verdict::Asks,
            };
        }
        if self.feels() {
            return match (early, self.names_known) {
                (true, _) => Verdict::Told,
                (false, false) => Verdict::Likely,
                _ => Verdict::Asks,
            };
        }
        if self.is_by_hand() {
            let told = self.is_now() || self.of_writer() || self.found(&["everything|all"]);
            return match (early, told) {
                (true, _) => Verdict::Told,
                (false, true) if !limits && !self.of_known => Verdict::Likely,
                (false, true) if self.is_now() => Verdict::Likely,
                _ => Verdict::Asks,
            };
        }
        if self.is_now() && (early || !self.of_known && !limits) {
            return Verdict::Likely;
        }
        match self.place {
            Place::Reasons if !self.of_known || !limits => Verdict::Told,
            Place::Reasons => Verdict::Likely,
            Place::Opening if self.found(PERHAPS_BY_HAND) && !limits => Verdict::Likely,
            Place::Opening if self.whole_tells && !self.of_known && !limits && self.is_of_being() => {
                Verdict::Told
            }
            Place::Opening if self.whole_tells && !self.of_known && !limits && !self.counts() => {
                Verdict::Likely
            }
            Place::Opening if self.lacks() => Verdict::Likely,
            Place::Opening if self.builds() => Verdict::Asks,
            Place::Opening if self.may_be_past() && !self.of_known && !limits => Verdict::Likely,
            Place::Opening
                if self.of_writer()
                    && !self.of_known
                    && !limits
                    && (self.is_of_being() || !self.keeps() && !self.counts()) =>
            {
                Verdict::Likely
            }
            Place::Opening if self.is_verbless() && !self.of_known && !limits => Verdict::Likely,
            Place::Body
                if self.whole_tells && !limits && !self.of_known && !self.counts() && self.is_of_being() =>
            {
                Verdict::Likely
            }
            _ => Verdict::Asks,
        }
    }

    fn part(&self) -> &'a [Tok] {
        &self.toks[self.range.clone()]
    }

    fn has(&self, list: &str) -> bool {
        self.part().iter().any(|tok| is_in(list, &tok.low))
    }

    fn found(&self, phrases: &'static [&'static str]) -> bool {
        self.range.clone().any(|at| eat_first(self.toks, at, phrases).is_some())
    }

    fn binds(&self) -> bool {
        self.range.clone().any(|at| {
            binds(&self.toks[at]) && !self.is_helpless(at)
                || wishes(self.toks, at)
                || eat_first(self.toks, at, &["has|have|had|got to"]).is_some()
        })
    }

    /// "We can't find anything": nothing that the software would refuse.
    fn is_helpless(&self, at: usize) -> bool {
        const HELPLESS: &[&str] = &[
            "can't|couldn't|cannot find|keep|see|tell|remember|cope|sleep|take|stand|go|believe|manage|afford",
            "could not? find|keep|see|tell|remember|cope|sleep|take|stand|go|believe|manage",
        ];
        let mine = at.checked_sub(1).is_some_and(|n| any(self.toks, n, &["i", "we"]));
        const OTHERS: &[&str] = &[
            "cannot cope",
            "only one|two|three person|people|man|woman? understands|understand|knows|know|remembers|remember",
        ];
        eat_first(self.toks, at, OTHERS).is_some() || mine && eat_first(self.toks, at, HELPLESS).is_some()
    }

    /// A number with what it counts may bound something: "200 characters are plenty".
    fn bounds(&self) -> bool {
        const UNITS: &str = "characters chars letters digits words minutes hours days weeks months years seconds ms percent % euros \
            euro dollars dollar pounds cents kg g km m cm mm litres mb kb times";
        // "We have three kinds of trips": what a trip may be.
        let kinds = self.has("kind kinds type types sort sorts category categories sizes");
        kinds
            || self.range.clone().any(|at| {
                let tok = &self.toks[at];
                let number = tok.is_number()
                    || is_in(
                        "one two three four five six seven eight nine ten twelve twenty thirty",
                        &tok.low,
                    );
                let timed = at
                    .checked_sub(1)
                    .is_some_and(|n| any(self.toks, n, &["at", "from", "to", "till", "for"]));
                number && (timed || self.toks.get(at + 1).is_some_and(|unit| is_in(UNITS, &unit.low)))
            })
    }

    fn is_imperative(&self) -> bool {
        let first = self
            .part()
            .iter()
            .find(|tok| tok.word && !any(std::slice::from_ref(tok), 0, &["and", "but", "so", "then"]));
        let verb = first.and_then(|tok| lexicon().verb(&tok.low).map(|(_, form)| (tok, form)));
        verb.is_some_and(|(tok, form)| {
            form == Form::Base && !tok.is("thanks") && !lexicon().noun_verbs.contains(&tok.low)
        })
    }

    fn of_writer(&self) -> bool {
        self.has("i we us me i've we've my our ours i'm we're i've we've myself ourselves mine")
    }

    fn has_past_time(&self) -> bool {
        self.found(PAST_TIMES)
    }

    /// "Last month two firings were booked …"
    fn begins_in_the_past(&self) -> bool {
        eat_first(self.toks, self.range.start, PAST_TIMES).is_some() && self.has(PRETERITES)
    }

    fn is_now(&self) -> bool {
        eat_first(self.toks, self.range.start, NOW).is_some()
    }

    /// `… were booked`, `we lost …`, `she left us these tables`: it was, and is not asked for.
    fn is_past(&self) -> bool {
        const RELATIVE: &[&str] =
            &["who", "which", "that", "whoever", "what", "when", "where", "if", "once", "whether"];
        const SUBJECTS: &[&str] =
            &["i", "we", "they", "he", "she", "it", "somebody", "someone", "everybody", "nobody", "everyone"];
        let timed = self.has_past_time();
        let (mut past, mut present) = (false, false);
        for at in self.range.clone() {
            let tok = &self.toks[at];
            let before = at.checked_sub(1).filter(|n| *n >= self.range.start);
            let adverb = |n: usize| {
                any(self.toks, n, &["just", "already", "never", "always", "once", "also", "even", "recently"])
            };
            let subject = before.map(|n| if adverb(n) { n.saturating_sub(1) } else { n });
            let relative = subject.is_some_and(|n| any(self.toks, n, RELATIVE))
                && !subject
                    .is_some_and(|n| n == self.range.start || any(self.toks, n - 1, &["and", "but", ","]));
            if relative {
                continue;
            }
            let pronoun = subject.is_some_and(|n| any(self.toks, n, SUBJECTS));
            // "when I measured" tells when, "the date it was frozen" what date.
            let led = pronoun
                && subject.is_some_and(|n| {
                    n > self.range.start
                        && (any(self.toks, n - 1, RELATIVE)
                            || self.toks[n - 1].content && !is_in(TIMES, &self.toks[n - 1].low))
                });
            if led {
                continue;
            }
            let form = lexicon().verb(&tok.low).map(|(_, form)| form);
            if is_in(PRETERITES, &tok.low) {
                past |= !tok.is("got")
                    || pronoun
                    || !before.is_some_and(|n| any(self.toks, n, &["is", "has", "have"]));
            } else if form == Some(Form::Past) || tok.low.len() > 4 && tok.low.ends_with("ed") {
                let object = any(self.toks, at + 1, &["us", "me"]);
                past |= pronoun
                    || object
                    || timed && !before.is_some_and(|n| any(self.toks, n, &["is", "are", "be"]));
            } else if any(self.toks, at, &["has", "have"]) && (at + 1..at + 3).any(|n| self.is_participle(n))
            {
                // "we have never thrown anything away"
            } else if any(
                self.toks,
                at,
                &["is", "are", "has", "have", "does", "do", "it's", "that's", "there's"],
            ) || form == Some(Form::Third) && lexicon().pure_verb(&tok.low)
                || form == Some(Form::Base) && past && self.goes_on(at)
            {
                present = true;
            }
        }
        // "we have used Excel for years"
        let perfect = self.found(&[
            "i|we have|'ve been|used|had|lost|outgrown|grown|tried|kept|worked|done",
            "i've|we've been|used|had|lost|outgrown|grown|tried|kept|worked|done",
            "has|have grown|outgrown",
        ]);
        past && !present || perfect
    }

    /// "Rentals made last season stay visible": a verb that is told by, where "into a green book" ends with a name.
    fn goes_on(&self, at: usize) -> bool {
        const BEFORE: &str = "to did didn't not could couldn't a an the our my of in on for";
        const BEHIND: &str = "of in on with for to at by from and or that which who";
        let before = at.checked_sub(1).is_some_and(|n| !is_in(BEFORE, &self.toks[n].low));
        let behind = self.toks.get(at + 1).filter(|_| at + 1 < self.range.end);
        before && behind.is_some_and(|tok| tok.word && !is_in(BEHIND, &tok.low))
    }

    /// `the insurer asked for it`: perhaps a tale, perhaps something that is asked of it.
    fn may_be_past(&self) -> bool {
        let verb = first_verb(self.toks, &self.range);
        verb.is_some_and(|at| {
            at > self.range.start
                && self.is_participle(at)
                && self.toks[at - 1].content
                && !any(self.toks, at + 1, &["by"])
                && at + 1 < self.range.end
        })
    }

    /// "We carry forty passengers": as many, and no more.
    fn counts(&self) -> bool {
        self.part().iter().any(Tok::is_number)
            || self.has("two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty hundred thousand")
            || self.has("monday tuesday wednesday thursday friday saturday sunday noon midnight")
    }

    fn is_participle(&self, at: usize) -> bool {
        self.toks.get(at).is_some_and(|tok| {
            tok.is("been")
                || tok.is("thrown")
                || tok.is("grown")
                || lexicon().verb(&tok.low).is_some_and(|(_, form)| form == Form::Past)
        })
    }

    fn feels(&self) -> bool {
        const RELATIVE: &[&str] = &["who", "which", "that", "if", "whoever", "when"];
        self.range.clone().any(|at| {
            let felt =
                is_in(FEELINGS, &self.toks[at].low) || eat_first(self.toks, at, FEELINGS_TOGETHER).is_some();
            // "…, which drives us mad" is said of all before it.
            let of_all = (1..=2).any(|d| {
                at.checked_sub(d)
                    .is_some_and(|n| n > 0 && any(self.toks, n, &["which"]) && any(self.toks, n - 1, &[","]))
            });
            let told_of = of_all || any(self.toks, at, &["nobody", "noone", "no", "i", "we", "they"]);
            let related = !told_of
                && (1..=2).any(|d| {
                    at.checked_sub(d).is_some_and(|n| n > self.range.start && any(self.toks, n, RELATIVE))
                });
            felt && !related
        })
    }

    fn is_by_hand(&self) -> bool {
        (self.has(BY_HAND) || self.found(BY_HAND_TOGETHER)) && !self.has(MOVES)
    }

    /// `Paul does the frontend separately`, `the frontend is somebody else's problem`, `the phone app asks for that`.
    fn is_of_others(&self) -> bool {
        const DO: &[&str] = &[
            "is|are|will also|already|currently|now? be? making|building|doing|writing|designing|handling|developing|coding",
            "also|already|just|then? does|makes|builds|writes|handles|designs|develops|codes|do|make|build|write",
            "will also|then? do|make|build|write|handle|design|develop",
            "takes|take|is|are taking? care of",
            "is|are responsible for",
        ];
        const FACE: &str = "frontend front-end front ui app apps website site client design layout mobile pages page gui screens \
            homepage hosting domain shop";
        const ELSEWHERE: &[&str] = &[
            "is|are|will be? somebody|someone|anybody else|else's problem|job|business|task|concern|work",
            "is|are not|no my|our|your|part|longer problem|job|business|concern|of",
            "comes|follows|come|follow later|separately|afterwards",
            "is|are|will be? done|made|built|written|handled|provided|developed by someone|somebody|another|a|an|our|the|my",
            "already exists|exist|there|done",
            "comes|come from my|our|a|an|another|someone|somebody",
            "is|are taken care of",
            "is|are sorted|arranged",
            "is|are already there|done|finished|shipped|online|live|built",
        ];
        const ASKS: &[&str] = &[
            "asks|ask for that|this|it|them",
            "needs|need|uses|use|calls|call|expects|wants that|this|it|them",
        ];
        let part = self.part();
        let face = |tok: &Tok| is_in(FACE, &tok.low);
        const WHO: &str = "else team teams colleague colleagues agency guy guys son daughter brother sister nephew niece friend friends \
            freelancer mine ours who they he she people student students partner husband wife company somebody someone designer developer";
        let somebody = |at: usize| {
            at.checked_sub(1)
                .and_then(|n| self.toks.get(n))
                .is_some_and(|tok| tok.capitalised() || is_in(WHO, &tok.low))
        };
        let made = self.range.clone().skip(1).any(|at| {
            let Some(next) = eat_first(self.toks, at, DO).filter(|_| somebody(at)) else { return false };
            let face = (next..self.range.end.min(next + 5)).any(|n| face(&self.toks[n]));
            let plain = self.toks[next..self.range.end].len() <= 7;
            face && plain && !self.of_known
        });
        let start = part.iter().take(5).any(face) && !self.of_known;
        let ends = |phrases: &'static [&'static str], most: usize| {
            self.range
                .clone()
                .any(|at| eat_first(self.toks, at, phrases).is_some_and(|end| self.range.end <= end + most))
        };
        let wished = self.range.clone().any(|at| wishes(self.toks, at));
        !wished && made || start && (ends(ELSEWHERE, 4) || ends(ASKS, 0))
    }

    /// `If you have questions, I am in the office until four`, `Greetings from the island`
    fn is_to_the_reader(&self) -> bool {
        const SAID: &[&str] = &[
            "if you have|need any|more|further|other? questions|question|information|doubts|details",
            "if|should anything|something|it|this is|isn't|be not? unclear|missing|clear|wrong",
            "if there is|are any|more? questions|question",
            "for|in case of any|further? questions",
            "greetings|hello|hi|hugs|love from",
            "happy|glad|pleased to talk|discuss|explain|answer|meet|show",
            "i|we have promised|tried|written|wrote|put|collected|summed to? write|put|sum|collect? down|up|together",
            "i|we promised|tried|wrote|put|collected|summed to? write|put|sum|collect? down|up|together",
            "i've|we've promised|tried|written|put|collected|summed to? write|put|sum|collect? down|up|together",
        ];
        self.part().len() <= 16 && eat_first(self.toks, self.range.start, SAID).is_some()
    }

    fn is_of_the_project(&self) -> bool {
        let start = self.range.start;
        const EFFORT: &[&str] = &["days|weeks|hours|months of? work|effort|budget"];
        let effort = self.part().iter().any(Tok::is_number)
            && eat_first(
                self.toks,
                start,
                &["around|about|roughly|approximately|max|maximum|up|some|estimated|effort to?"],
            )
            .is_some()
            && self.found(EFFORT);
        effort || eat_first(self.toks, start, PROJECT).is_some() || self.found(LEFT_TO_YOU)
    }

    /// `… so that the commander stops ringing me`: why, behind what.
    fn is_reason(&self) -> bool {
        let start = self.range.start;
        start > 0
            && eat_first(self.toks, start, &["so that", ",? so that", ",? because", ",? otherwise"]).is_some()
    }

    /// `I would like to get rid of the paper book`: what was, and no more than that.
    fn is_given_up(&self) -> bool {
        let bound = self.part().iter().any(|tok| binds(tok) && !tok.is("would"));
        !bound && self.range.clone().any(|at| aside::given_up(self.toks, at).is_some())
    }

    /// `we are looking for a small web service`, `and would like an API for it`: that it is software was read, and nothing
    /// else is said.
    fn looks_for_software(&self) -> bool {
        let plain = |tok: &Tok| {
            !tok.content
                || lexicon().fillers.contains(&tok.low)
                || lexicon().technical.contains(&tok.low)
                || is_in("looking searching want need would like love", &tok.low)
        };
        let wished = self.range.clone().any(|at| wishes(self.toks, at));
        wished && self.builds() && self.part().iter().all(plain)
    }

    /// What is to be built is no background.
    fn builds(&self) -> bool {
        self.has("api app application service backend website webapp tool system library cli script program software bot")
    }

    /// Keeping is what the software is for.
    fn keeps(&self) -> bool {
        self.has("record records note notes log logs track store stores save register write jot count document measure lend rent sell charge offer send")
    }

    fn is_verbless(&self) -> bool {
        self.whole_open
            && self.found(&[","])
            && first_verb(self.toks, &self.range).is_none()
            && self.part().len() <= 12
            && !self.found(&["(", "|", "=", ":"])
    }

    /// `we do not have an IT department`
    fn lacks(&self) -> bool {
        self.found(&[
            "i|we do not have|own|know|understand|speak",
            "i|we don't have|own|know|understand|speak",
            "i|we have|has no",
        ])
    }

    /// `I run this with my sister`, `we are a small club`: what somebody is, and nothing that is done with what is kept.
    fn is_of_being(&self) -> bool {
        let verb = first_verb(self.toks, &self.range).and_then(|at| lexicon().verb(&self.toks[at].low));
        let be = self.found(&["i'm|we're|am|are|is|was|have|has|had|got|run|runs|own|owns|know|think|love|like|hope|guess|live|work|feel|believe|mean|hate|started"]);
        be && verb.is_none_or(|(base, _)| {
            is_in(
                "be have run own know think love like hope guess live work feel believe mean hate start get",
                base,
            )
        })
    }
}

/// Whether a word binds, allows or makes a condition.
pub(super) fn binds(tok: &Tok) -> bool {
    is_in(BINDING, &tok.low)
        || tok.quoted
        || matches!(tok.low.as_str(), "|" | "=" | "→" | "{" | "[" | "`" | "<" | ">" | "≥" | "≤")
}

/// Whether a wish begins at the token.
pub(super) fn wishes(toks: &[Tok], at: usize) -> bool {
    eat_first(toks, at, WISHES).is_some()
        && !(any(toks, at, &["need"]) && at > 0 && any(toks, at - 1, &["no"]))
}

fn is_software(tok: &Tok) -> bool {
    is_in(
        "system api service backend endpoint endpoints server software database program tool result results response responses request requests error errors list lists page",
        &tok.low,
    ) || lexicon().roles.contains(&words::singular(&tok.low))
        || tok.person
}

/// The verb of the part, if it has one that the reader knows.
pub(super) fn first_verb(toks: &[Tok], range: &Range<usize>) -> Option<usize> {
    const BE: &str = "is are am was were be been has have had do does did it's that's i'm we're they're there's isn't aren't don't doesn't";
    (range.start + 1..range.end).chain(std::iter::once(range.start)).find(|at| {
        let tok = &toks[*at];
        let determined = at.checked_sub(1).is_some_and(|n| {
            any(
                toks,
                n,
                &[
                    "a", "an", "the", "of", "for", "in", "on", "with", "by", "my", "our", "their", "to",
                    "at", "from", "new", "every", "each",
                ],
            )
        });
        let form = lexicon().verb(&tok.low).map(|(_, form)| form);
        is_in(BE, &tok.low)
            || !determined
                && (lexicon().pure_verb(&tok.low) && form != Some(Form::Gerund) && form.is_some()
                    || form == Some(Form::Third)
                        && at.checked_sub(1).is_some_and(|n| !words::is_plural(&toks[n].low))
                    || form == Some(Form::Base)
                        && at.checked_sub(1).is_some_and(|n| {
                            words::is_plural(&toks[n].low) || any(toks, n, &["i", "we", "they", "people"])
                        }))
    })
}
