//! What kind of software it is, where only hints in the text tell: "something I can run in a terminal", "staff open it in
//! the browser", "every night read the readings and load them into Postgres".
//!
//! Looked for last, after everything that says it outright. Every hint weighs something, each only once; the kind with the
//! most wins where it has enough. What is denied or somebody else's ("no web interface", "the existing app") weighs nothing.

use domain::{Span, spec::ProjectType};

use super::kind::keeps_records;
use crate::{
    assemble::draft::Sentence,
    english::{
        cursor::{any, eat_first},
        evidence::Fact,
        token::Tok,
    },
};

/// What tells a kind, and how much it weighs.
struct Hints {
    kind: ProjectType,
    /// How much is enough.
    enough: u32,
    weighed: &'static [(u32, &'static [&'static str])],
}

/// The kinds, the more telling first: of two that weigh the same the first one wins.
const HINTS: &[Hints] = &[
    Hints {
        kind: ProjectType::Api,
        enough: 3,
        weighed: &[(
            4,
            &["api|apis|backend|endpoints", "rest api|service|interface|please|only", "server side|part"],
        )],
    },
    Hints {
        kind: ProjectType::Game,
        enough: 3,
        weighed: &[
            (
                3,
                &[
                    "tetris|snake|pong|hangman|minesweeper|sudoku|breakout|battleship|solitaire|blackjack|asteroids",
                    "tic - tac - toe",
                    "tic tac toe",
                    "tictactoe",
                    "connect four|4",
                    "rock ,? paper ,? scissors",
                    "text adventure",
                ],
            ),
            (2, &["game|games|adventure|puzzle|platformer"]),
            (1, &["player|players"]),
            (1, &["score|points|lives|levels|high - score|highscore"]),
            (1, &["win|wins|lose|loses|guess|guesses|turns|dice|enemy|enemies|arrow"]),
            (1, &["quiz"]),
        ],
    },
    Hints {
        kind: ProjectType::Cli,
        enough: 3,
        weighed: &[
            (3, &["command line|lines", "cli", "command prompt", "in|from|on the|a|my? terminal|console"]),
            (3, &["console|shell|terminal|bash application|app|program|tool|utility|command"]),
            (2, &["terminal|shell|console|stdin|stdout"]),
            (3, &["script to|that|which|for", "script"]),
            (2, &["run as|like|with"]),
            (2, &["exit|exits code|status|with"]),
            (1, &["print|prints|printed|printing"]),
            (1, &["tool|program|utility"]),
            (2, &["small|little|simple|quick|tiny utility|program"]),
        ],
    },
    Hints {
        kind: ProjectType::Library,
        enough: 2,
        weighed: &[
            (2, &["library|package|crate|gem|sdk"]),
            (2, &["module for|in|that|which|with|exporting|of"]),
            // Helpers alone are people, more often than not.
            (
                2,
                &[
                    "utilities|routines",
                    "helpers for|to|that|which|around",
                    "helper|utility function|functions",
                ],
            ),
            (2, &["functions for|in|that|which|to"]),
            (1, &["dependency free", "no dependencies", "without dependencies"]),
        ],
    },
    Hints {
        kind: ProjectType::Worker,
        enough: 3,
        weighed: &[
            (
                3,
                &[
                    "worker|daemon|scheduler|cronjob",
                    "cron job",
                    "queue consumer",
                    "background job|service|process|processing|task",
                ],
            ),
            (
                2,
                &[
                    "every one|two|three|five|six|ten|twelve|fifteen|twenty|thirty|2|3|5|6|10|12|15|20|30|60|few minutes|seconds|hours",
                    "every minute|second|hour",
                ],
            ),
            (2, &["consumes|consume|polls|poll|listens|watches|subscribes|listening|watching"]),
            (1, &["rabbitmq|kafka|nats|queue|sqs|webhook|topic|subject"]),
            (1, &["redis list|queue|stream"]),
            (1, &["restarts|posts|sends|notifies|mails|alerts|pings|pushes"]),
            (1, &["job|bot|process|service that|which"]),
        ],
    },
    Hints {
        kind: ProjectType::Pipeline,
        enough: 3,
        weighed: &[
            (
                3,
                &[
                    "pipeline|etl",
                    "data flow",
                    "batch|import|ingest|ingestion|conversion|loading job|process|run|routine",
                ],
            ),
            (3, &["nightly|daily|hourly|weekly|monthly|scheduled import|load|batch|ingest"]),
            (
                1,
                &[
                    "every|each|once|per night|hour|day|morning|evening|week|month",
                    "at midnight|night|noon",
                    "nightly|daily|hourly|weekly",
                ],
            ),
            (1, &["csv|dump|dumps|parquet|ndjson|ftp|sftp|excel|xml", "log|data|export|event files|file"]),
            (1, &["export|exports|feed|extract"]),
            (1, &["load|append|combine|merge|aggregate|convert|clean|cleaning|deduplicate|fetch|import"]),
            (1, &["drop|throw|filter the|away|out broken|bad|invalid|duplicate?"]),
            (1, &["in|into|to postgres|postgresql|sqlite|mysql|parquet|duckdb|our? database|warehouse"]),
            (1, &["write|writes|produce a|one|the? report|file|csv|summary"]),
        ],
    },
    Hints {
        kind: ProjectType::WebApp,
        enough: 2,
        weighed: &[
            (2, &["in|from|with the|a|their|our|my|any|your? browser|browsers", "browser based"]),
            (
                2,
                &[
                    "web based|tool|portal|frontend|front|application|app|interface|ui|gui|dashboard|pages",
                    "webapp|webshop|intranet",
                ],
            ),
            (
                2,
                &[
                    "online booking|reservation|registration|order|sign|signup|portal|platform|form|page|system|calendar",
                ],
            ),
            (
                2,
                &[
                    "book|order|reserve|register|buy|apply|sign|report|vote|see|enter it|them|the|our|a|an|up? online",
                ],
            ),
            (2, &["django|rails|laravel|flask|symfony|express|nextjs|next.js website|site|web"]),
            (
                2,
                &[
                    "site|website|page|portal|panel|dashboard where|for|so|to",
                    "site|website|page|portal|panel|dashboard on|in which",
                ],
            ),
            (2, &["admin|administration panel|dashboard|area|interface|ui|pages"]),
            (2, &["online"]),
            (1, &["log|login|sign|accounts|account"]),
        ],
    },
    Hints {
        kind: ProjectType::StaticWeb,
        enough: 2,
        weighed: &[
            (
                3,
                &[
                    "static|brochure|portfolio|landing|homepage",
                    "one|single page|pager",
                    "web presence",
                    "business card",
                ],
            ),
            (3, &["just|only|plain|simple|single html"]),
            (2, &["website|site|webpage|html|css", "web site|page"]),
            (1, &["photos|photo|picture|pictures|map|directions"]),
            (1, &["opening hours|times", "contact", "about us", "links to", "price list"]),
        ],
    },
];

/// Behind these the kind is not wanted, or is there already.
const NOT_THIS: &[&str] = &[
    "no", "not", "without", "never", "existing", "old", "current", "other", "another", "their", "nor",
    "instead", "than", "separate", "mobile", "already", "don't",
];

/// The kind that the hints of a text tell, and the words that tell it most.
pub fn kind(sentences: &[Sentence]) -> Option<(ProjectType, Option<Span>)> {
    let records = keeps_records(sentences);
    let mut best: Option<(u32, ProjectType, Option<Span>)> = None;
    for hints in HINTS {
        // What is kept in records needs a program around it that serves them, unless the text is sure.
        let serves = matches!(hints.kind, ProjectType::WebApp);
        // "A launch has a site": a thing of which something is said is no site either.
        let said = hints.kind == ProjectType::StaticWeb && describes(sentences);
        let enough = if records && !serves || said { 4 } else { hints.enough };
        if records && matches!(hints.kind, ProjectType::Library | ProjectType::Game) {
            continue;
        }
        let (weight, span) = weigh(hints, sentences, records);
        if weight >= enough && best.as_ref().is_none_or(|(most, ..)| weight > *most) {
            best = Some((weight, hints.kind, span));
        }
    }
    best.map(|(_, kind, span)| (kind, span))
}

/// Whether anything is said of any thing.
fn describes(sentences: &[Sentence]) -> bool {
    sentences.iter().flat_map(|sentence| &sentence.facts).any(|fact| {
        matches!(
            fact,
            Fact::Has { subject: Some(_), .. } | Fact::Relation { from: Some(_), .. } | Fact::Permit { .. }
        )
    })
}

/// What the hints weigh together, and where the heaviest of them stands.
fn weigh(hints: &Hints, sentences: &[Sentence], records: bool) -> (u32, Option<Span>) {
    let (mut sum, mut most, mut at) = (0, 0, None);
    for (weight, phrases) in hints.weighed {
        let found = sentences.iter().filter(|sentence| sentence.text == 0).find_map(|sentence| {
            let toks = &sentence.toks;
            let at = (0..toks.len()).find(|at| {
                eat_first(toks, *at, phrases).is_some()
                    && !other(toks, *at)
                    && !(records && of_a_record(toks, *at))
            })?;
            Some(sentence.span(&(at..eat_first(toks, at, phrases)?)))
        });
        if let Some(span) = found {
            sum += weight;
            if *weight > most {
                (most, at) = (*weight, span);
            }
        }
    }
    (sum, at)
}

fn other(toks: &[Tok], at: usize) -> bool {
    // "the standard library", "100 on one page", "20 per page"
    let elsewhere =
        at.checked_sub(1).is_some_and(|n| any(toks, n, &["standard", "std", "per", "on", "each"]))
            && any(toks, at, &["library", "one", "page", "single"]);
    if elsewhere {
        return true;
    }
    // "an online shop needs products" is whose records they are.
    if any(toks, at, &["online"])
        && any(toks, at + 2, &["needs", "need", "wants", "want", "sells", "has", "would", "is", "with"])
        && any(toks, at + 1, &["shop", "store", "retailer", "marketplace", "game", "magazine", "school"])
    {
        return true;
    }
    // "We already have a web app": that one is there.
    let there = (at.saturating_sub(4)..at).any(|n| {
        any(toks, n, &["already"])
            || n > 0
                && any(toks, n, &["have", "has", "use", "run"])
                && any(toks, n - 1, &["we", "i", "they"])
                && !(n > 1 && any(toks, n - 2, &["could", "can", "should", "shall", "may", "would"]))
    });
    if there {
        return true;
    }
    let whose = at.checked_sub(1).is_some_and(|n| any(toks, n, NOT_THIS));
    const DENIED: &[&str] = &["no", "not", "without", "don't", "isn't", "never"];
    whose || (at.saturating_sub(4)..at).any(|n| any(toks, n, DENIED))
}

/// "Donor: name, website": a field of theirs, unless what follows says what it is for.
fn of_a_record(toks: &[Tok], at: usize) -> bool {
    const FIELDS: &[&str] = &["website", "webpage", "homepage", "site", "page", "portal"];
    // "Passengers wait in the terminal."
    if (at..toks.len().min(at + 4)).any(|n| any(toks, n, &["terminal", "shell", "console"])) {
        return true;
    }
    any(toks, at, FIELDS) && !any(toks, at + 1, &["where", "for", "so", "made", "using", "on"])
}

/// Whether the text says that a site has nothing behind it: "nothing dynamic", "no database, no logins".
pub fn nothing_behind(sentences: &[Sentence]) -> bool {
    const NOTHING: &[&str] = &[
        "nothing dynamic|interactive|fancy",
        "nothing to log|sign",
        "no server|backend|database|login|logins|accounts|cms ,? no|and|or|nor server|backend|database|login|logins|accounts|cms",
        "no server|backend",
        "just|only|plain|pure|simply html",
        "static",
        "one page|pager",
    ];
    !keeps_records(sentences)
        && sentences.iter().filter(|sentence| sentence.text == 0).any(|sentence| {
            (0..sentence.toks.len()).any(|at| eat_first(&sentence.toks, at, NOTHING).is_some())
        })
}
