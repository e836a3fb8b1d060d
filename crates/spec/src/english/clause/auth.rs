//! Accounts: `JWT auth`, `users can log in`, `no authentication`.

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::Fact,
        token::Tok,
    },
    Read,
};

const NONE: &[&str] = &[
    "no authentication|auth|login|logins|accounts|authorization",
    "without any? authentication|auth|login|logins|accounts|authorization",
    "no user accounts|login|management",
    "authentication|auth|login is? not needed|required|necessary",
    "no login|auth|authentication is? needed|required|necessary",
    "doesn't need authentication|auth|login|accounts",
    "no need for authentication|auth|login|accounts",
    "open to everyone|anyone without login",
];

const SCHEMES: &[(&str, &[&str])] = &[
    (
        "jwt",
        &[
            "jwt",
            "jwts",
            "json web token|tokens",
            "bearer token|tokens",
            "token - based",
            "token based",
            "access tokens",
            "json web",
        ],
    ),
    (
        "session",
        &[
            "session cookies?",
            "session - based",
            "session based",
            // "a hall with sessions" speaks of what takes place in it.
            "sessions for|as auth|authentication|login|logins|accounts",
            "auth|authentication|login|logins|log|sign in? is|are|with|via|by|using|uses|through|: sessions",
            "cookies|cookie and|& sessions",
            "cookie - based",
            "cookie based",
            "server - side sessions",
        ],
    ),
    ("api_key", &["api key|keys", "api - key"]),
    ("basic", &["http basic", "basic auth|authentication"]),
    (
        "oidc",
        &[
            "oauth2",
            "oauth 2",
            "oauth",
            "openid connect",
            "oidc",
            "openid",
            "single sign - on",
            "sso",
            "google login",
            "social login",
        ],
    ),
];

const TAILS: &[&str] = &[
    "auth",
    "authentication",
    "authorization",
    "authorisation",
    "login",
    "logins",
    "token|tokens",
    "based",
    "-",
    "secured",
    "security",
    "protected",
    "bearer",
    "system",
    "and authorization|authorisation",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    if let Some(end) = eat_first(toks, at, NONE) {
        let end =
            eat_first(toks, end, &["is|are? needed|required|necessary", "at all", "for now"]).unwrap_or(end);
        // "anybody can look, no login for that": of what was just said, and not of the whole.
        if let Some(end) = eat_first(toks, end, &["for that|this|it|them|those|these"]) {
            return Some((vec![Fact::Filler { toks: at..end }], end));
        }
        return Some((vec![Fact::Auth { scheme: Some("none"), toks: at..end }], end));
    }
    if let Some(end) = things_of_accounts(toks, at) {
        return Some((vec![Fact::Auth { scheme: None, toks: at..end }], end));
    }
    let start = eat_first(
        toks,
        at,
        &[
            "secured|protected|authenticated|authenticate by|with|using|via",
            "with",
            "using|use|uses",
            "via",
            "protected by",
            "authentication|auth|login via|with|by|using|uses|through|is|:",
            "add|support|supports|requires|require|needs|need",
        ],
    )
    .unwrap_or(at);
    let start = eat_first(toks, start, &["a|an|the"]).unwrap_or(start);
    for (scheme, phrases) in SCHEMES {
        if let Some(next) = eat_first(toks, start, phrases) {
            let end = tails(toks, next);
            return Some((vec![Fact::Auth { scheme: Some(scheme), toks: at..end }], end));
        }
    }
    const PLAIN: &[&str] = &[
        "user? authentication|authorization|authorisation and|& authorization|authorisation|login?",
        "user? authentication",
        "user authorization",
        "user? auth",
        "login and|/|& registration|register|signup",
        "registration and|/|& login",
        "user? login|logins",
        "user registration",
        "sign up and log|sign in",
        "sign - up and log|sign - in",
        "signup and login",
        "register and log in",
        "register and login",
        "sign in",
        "log in",
        "user accounts",
        "role - based access control?",
        "role based access control?",
        "rbac",
        "password protection",
        "sign - in",
        "log - in",
        "login",
    ];
    let next = eat_first(toks, start, PLAIN)?;
    let _ = low(toks, next);
    let end = tails(toks, next);
    let end = eat_first(
        toks,
        end,
        &[
            "is|are required|needed|mandatory",
            "with|by|using|via an? email and|/ password",
            "with|by email",
            "with|by|using an? email address and password",
        ],
    )
    .unwrap_or(end);
    // "Authentication with JWT": the scheme may follow.
    if let Some((found, end)) = any(toks, end, &["with", "using", "via", "by", "through", "("])
        .then(|| read(toks, end + usize::from(any(toks, end, &["("]))))
        .flatten()
        && let Some(Fact::Auth { scheme, .. }) = found.into_iter().next()
    {
        return Some((vec![Fact::Auth { scheme, toks: at..end }], end));
    }
    Some((vec![Fact::Auth { scheme: None, toks: at..end }], end))
}

/// "… with accounts", "with accounts, roles and login": nothing but what accounts are made of. Beside other
/// things ("with accounts and transactions") they are records.
fn things_of_accounts(toks: &[Tok], at: usize) -> Option<usize> {
    const THINGS: &[&str] = &[
        "user? accounts",
        "roles|permissions|rights",
        "user? login|logins|log-in|sign-in|sign-up|signup|registration|authentication|auth",
        "user? passwords|tokens",
        "a? login",
    ];
    const MORE: &[&str] = &[", and", "and", "&", "+", "plus", ","];
    let mut end = eat_first(toks, at, &["with|using|having|has|have user? accounts"])?;
    while let Some(next) = eat_first(toks, end, MORE).and_then(|next| eat_first(toks, next, THINGS)) {
        end = next;
    }
    let end = eat_first(toks, end, &["for|of users|people|everyone|everybody", ",? please"]).unwrap_or(end);
    let over = toks.get(end).is_none_or(|tok| !tok.word && !tok.is(",") && !tok.is("(") && !tok.is(":"));
    over.then_some(end)
}

fn tails(toks: &[Tok], at: usize) -> usize {
    let mut end = at;
    while let Some(next) = eat_first(toks, end, TAILS) {
        end = next;
    }
    end
}
