//! What a target does not take, learned from its own refusals, and how it is asked in place of that.
//!
//! A model that refuses a temperature, a form of answers or the older name of the limit says so with 400.
//! Passing that on would make a route useless whose targets differ; so the target is asked once more
//! without it, and the answer says what was left out.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    request::Request,
    shape::{self, Form},
};
use crate::{
    chat::{Chat, Format},
    config::Kind,
    fault::{Class, Fault},
    router::plan::Target,
    wires::{BadRequest, body::Body},
};

/// How a target is asked; the usual one changes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adapted {
    pub form: Form,
    /// Names of sampling parameters, as OpenAI calls them.
    pub without: BTreeSet<&'static str>,
    /// The limit is called `max_completion_tokens`.
    pub new_limit: bool,
}

/// In the order in which they are given up where one of several is too much.
pub const SAMPLING: [&str; 3] = ["top_k", "top_p", "temperature"];

/// Words by which providers name the form of an answer.
const FORM: &[&str] = &[
    "response_format",
    "response format",
    "json_schema",
    "json schema",
    "json mode",
    "output_config",
    "output_format",
    "outputconfig",
    "output format",
    "structured output",
    "additionalproperties",
    "grammar",
];
const TOOLS: &[&str] = &["tool", "function"];
const REFUSED: &[&str] = &[
    "support",
    "deprecated",
    "not permitted",
    "not allowed",
    "not available",
    "unknown",
    "unrecognized",
    "unexpected",
    "only the default",
    "may only be",
];
const TOO_MUCH: &[&str] = &["cannot both", "not both"];

impl Adapted {
    /// How `target` is asked before it has refused anything of `request`.
    pub fn first(learned: Option<Adapted>, target: &Target, request: &Request) -> Self {
        let mut first = learned.unwrap_or_default();
        first.form = first.form.max(target.structured);
        // Their own way takes a schema only, and refuses one that allows any member.
        let has_no_json_mode = matches!(target.settings.kind, Kind::Anthropic | Kind::Bedrock);
        if has_no_json_mode && matches!(request.format(), Some(Format::Json)) {
            first.form = Form::Prompt;
        }
        first
    }

    /// What to try after a refusal, and whether it holds for other questions too. None: the refusal stands.
    pub fn after(&self, request: &Request, fault: &Fault) -> Option<(Adapted, bool)> {
        let is_refusal = matches!(fault.class, Class::BadRequest | Class::Unable);
        if !is_refusal || !matches!(fault.upstream_status, Some(400 | 422)) {
            return None;
        }
        let said = fault.message.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
        let mut next = self.clone();
        if !self.new_limit && said.contains("max_completion_tokens") && says(REFUSED) {
            next.new_limit = true;
            return Some((next, true));
        }
        let of_this = |name: &&&str| request.sampling.contains(**name) && !self.without.contains(**name);
        let named: Vec<&&str> =
            SAMPLING.iter().filter(|name| said.contains(**name)).filter(of_this).collect();
        if says(TOO_MUCH) && !named.is_empty() {
            next.without.extend(named.first().copied());
            return Some((next, true));
        }
        if says(REFUSED) && !named.is_empty() {
            next.without.extend(named);
            return Some((next, true));
        }
        let chat = request.chat().ok().filter(|chat| chat.format.is_some())?;
        let is_about_form = match self.form {
            Form::Native => says(FORM),
            Form::Tool => says(TOOLS) || says(FORM),
            Form::Prompt => false,
        };
        if is_about_form {
            next.form = self.form.after(chat)?;
            // A schema that is too much for a target says nothing about the next one.
            return Some((next, says(REFUSED) && !said.contains("additionalproperties")));
        }
        None
    }

    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// What the caller stated and this target does not get to see.
    pub fn left_out(&self, request: &Request) -> Vec<String> {
        let stated = self.without.iter().filter(|name| request.sampling.contains(**name));
        stated.map(|name| (*name).to_owned()).collect()
    }

    /// A body of the target's own wire, as this target takes it.
    pub fn body(&self, body: &Body) -> Result<Body, BadRequest> {
        let mut changes: Vec<(&str, Option<Value>)> = self.without.iter().map(|name| (*name, None)).collect();
        if self.new_limit && body.raw("max_tokens").is_some() {
            let stated = body.get("max_completion_tokens").or_else(|| body.get("max_tokens"));
            changes.push(("max_tokens", None));
            changes.push(("max_completion_tokens", stated));
        }
        Body::read(body.with(&changes).into())
    }

    /// A chat as this target takes it.
    pub fn chat(&self, chat: &Chat, repair: Option<&shape::Repair>) -> Chat {
        let mut out = shape::asked(chat, self.form, repair);
        for name in &self.without {
            match *name {
                "temperature" => out.temperature = None,
                "top_p" => out.top_p = None,
                _ => out.top_k = None,
            }
        }
        out
    }
}
