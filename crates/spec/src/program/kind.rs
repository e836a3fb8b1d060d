//! What kind of software a text is about, where no frame ("build a CLI") says it in so many words.

use domain::{Span, spec::ProjectType};

use crate::{
    assemble::{
        draft::{Draft, Sentence},
        entities,
    },
    english::{
        cursor::{any, eat_first},
        evidence::{Fact, Item},
        token::Tok,
    },
};

/// Words that name a kind wherever they stand in the first sentences; the more telling kinds first.
const NAMED: &[(ProjectType, &[&str])] = &[
    (ProjectType::Pipeline, &["etl", "data pipeline", "pipeline that"]),
    (
        ProjectType::Worker,
        &[
            "background worker|service|job|process",
            "scheduled job|task",
            "cron job",
            "cronjob",
            "daemon",
            "queue consumer",
        ],
    ),
    (
        ProjectType::Cli,
        &[
            "command line",
            "as a|an cli",
            "a|an|small|little|simple cli",
            "cli tool|program|app|for|that|to|in|with",
            "terminal tool|program|app",
            "for|in the terminal|shell|console",
        ],
    ),
    (
        ProjectType::Library,
        &[
            "python|javascript|typescript|rust|go|java|php|ruby|kotlin|npm|pip library|package|module",
            "library|package that|which provides|exports|offers",
            "library|package of|with functions|helpers",
        ],
    ),
    (ProjectType::WebApp, &["web app|application", "webapp", "web interface|ui"]),
    (
        ProjectType::StaticWeb,
        &[
            "landing page",
            "static web? site|page|website",
            "one page|pager website|site",
            "single html file|page",
        ],
    ),
];

/// Words of play: a game is told by them, a shop for games is not.
const PLAY: &[&str] = &[
    "win", "wins", "won", "lose", "loses", "lost", "guess", "guesses", "guessing", "draw", "turn", "turns",
    "board", "play", "player", "players", "level", "levels", "lives",
];

/// How many sentences say what the whole is.
const FIRST: usize = 3;

pub fn of(draft: &Draft, sentences: &[Sentence]) -> Option<(ProjectType, Option<Span>)> {
    let framed = sentences.iter().find_map(|sentence| {
        sentence.facts.iter().find_map(|fact| match fact {
            // "No API and no dashboard" asks for neither.
            Fact::Frame { kind: Some((_, toks)), .. } if denied(&sentence.toks, toks.start) => None,
            // "an API behind our website" is the first of the two.
            Fact::Frame { kind: Some((kind, toks)), toks: whole, .. } => {
                let before = (whole.start..toks.start).find(|n| {
                    any(&sentence.toks, *n, &["api", "backend"])
                        && any(&sentence.toks, n + 1, &["behind", "for", "under", "of", "to"])
                });
                match before {
                    Some(at) => Some((ProjectType::Api, sentence.span(&(at..at + 1)))),
                    None => Some((named(kind)?, sentence.span(toks))),
                }
            }
            _ => None,
        })
    });
    let said = said(sentences);
    match (framed, said) {
        // A script that is an ETL job, a service in the background: the narrower word holds.
        (Some((ProjectType::Cli, _)), Some(said @ (ProjectType::Pipeline | ProjectType::Worker, _))) => {
            return Some(said);
        }
        (Some((ProjectType::Api, Some(at))), Some(said @ (ProjectType::Worker, Some(named))))
            if at.overlaps(named) =>
        {
            return Some(said);
        }
        (Some((ProjectType::WebApp, at)), _) if super::hinted::nothing_behind(sentences) => {
            return Some((ProjectType::StaticWeb, at));
        }
        // "a small service that listens on a subject", "tic-tac-toe in the terminal"
        (Some((ProjectType::Api | ProjectType::Cli, _)), None | Some((ProjectType::Cli, _))) => {
            let hinted = super::hinted::kind(sentences)
                .filter(|(kind, _)| matches!(kind, ProjectType::Worker | ProjectType::Game));
            return hinted.or(framed);
        }
        (Some(framed), _) => return Some(framed),
        (None, Some((ProjectType::Cli, _))) => {
            let game = super::hinted::kind(sentences).filter(|(kind, _)| *kind == ProjectType::Game);
            if game.is_some() {
                return game;
            }
        }
        (None, _) => {}
    }
    if !draft.functions.is_empty() && draft.entities.is_empty() && draft.operations.is_empty() {
        let library = word(sentences, FIRST, &["library", "package", "module", "crate", "gem", "sdk"]);
        return Some(
            library.map_or((ProjectType::Function, None), |span| (ProjectType::Library, Some(span))),
        );
    }
    if let Some(span) = word(sentences, FIRST, &["game"])
        && sentences.iter().flat_map(|s| &s.toks).filter(|tok| PLAY.contains(&tok.low.as_str())).count() >= 2
        && draft.entities.is_empty()
        && !keeps_records(sentences)
    {
        return Some((ProjectType::Game, Some(span)));
    }
    said.or_else(|| Some((ProjectType::WebApp, Some(super::presented::web_app(sentences)?))))
        .or_else(|| super::hinted::kind(sentences))
}

fn denied(toks: &[Tok], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|n| any(toks, n, &["no", "without", "not"]))
}

/// "A room has a name and a difficulty", "games (title, minutes)": records are kept, whatever else the text names. The
/// board of a game and its lives are counted, and none of them is such a field.
pub fn keeps_records(sentences: &[Sentence]) -> bool {
    let telling = |items: &[Item]| {
        let plain = |item: &&Item| !item.np.plural && crate::english::declare::tells_a_field(item);
        items.len() > 1 && entities::field_like(items) && items.iter().any(|item| plain(&item))
    };
    sentences.iter().flat_map(|sentence| &sentence.facts).any(|fact| match fact {
        Fact::Has { subject, items, .. } => {
            subject.is_some() && telling(items) || items.iter().any(|item| telling(&item.members))
        }
        _ => false,
    })
}

/// The kinds of frames; a generic one ("a system") and a mobile app are decided elsewhere.
fn named(kind: &str) -> Option<ProjectType> {
    serde_json::from_value(serde_json::json!(kind)).ok()
}

fn said(sentences: &[Sentence]) -> Option<(ProjectType, Option<Span>)> {
    // Where records are described, the second sentence says no more what the whole is.
    // A command line is none of those records, in whichever sentence it stands.
    let records = keeps_records(sentences);
    NAMED.iter().find_map(|(kind, phrases)| {
        let plain = *kind == ProjectType::Cli;
        let few = if records && !plain { 1 } else { FIRST };
        sentences.iter().filter(|sentence| sentence.text == 0).take(few).enumerate().find_map(
            |(n, sentence)| {
                let at =
                    (0..sentence.toks.len()).find(|n| eat_first(&sentence.toks, *n, phrases).is_some())?;
                // "no web interface" names what is not wanted, "every package that" one of many.
                let denied = at.checked_sub(1).and_then(|n| sentence.toks.get(n)).is_some_and(|t| {
                    let low = t.low.as_str();
                    matches!(low, "no" | "without")
                        || !plain && matches!(low, "every" | "each" | "all" | "if" | "when" | "our" | "their")
                });
                let end = eat_first(&sentence.toks, at, phrases)?;
                // "Passengers wait in the terminal."
                let place = |tok: &Tok| matches!(tok.low.as_str(), "terminal" | "shell" | "console");
                let beside = records && n > 0 && sentence.toks.get(end - 1).is_some_and(place);
                (!denied && !beside).then(|| (*kind, sentence.span(&(at..end))))
            },
        )
    })
}

fn word(sentences: &[Sentence], first: usize, words: &[&str]) -> Option<Span> {
    sentences.iter().filter(|s| s.text == 0).take(first).find_map(|sentence| {
        let at = sentence.toks.iter().position(|tok| tok.word && words.contains(&tok.low.as_str()))?;
        sentence.span(&(at..at + 1))
    })
}
