//! Answers of a certain form from targets that cannot promise one: how they are asked, and how what they
//! said is judged. Pure.
//!
//! The provider's own way comes first, then a tool that has to be called, then words in the prompt. However
//! it was asked, an answer that is kept whole is read against the schema.

use jsonschema::PatternOptions;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    answer::{Answer, Choice, Said},
    chat::{Chat, Format, Part, Role, Tool, ToolChoice},
    event::Finish,
    wires::openai::request::push,
};

/// How a target is asked for an answer of a form; each later one asks less of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    #[default]
    Native,
    Tool,
    Prompt,
}

impl Form {
    pub fn name(self) -> &'static str {
        match self {
            Form::Native => "native",
            Form::Tool => "tool",
            Form::Prompt => "prompt",
        }
    }

    /// The next one that can be asked for `chat`; none after the last.
    pub fn after(self, chat: &Chat) -> Option<Form> {
        match self {
            Form::Native if fits_tool(chat) => Some(Form::Tool),
            Form::Native | Form::Tool => Some(Form::Prompt),
            Form::Prompt => None,
        }
    }
}

/// Tools of the caller, and models that think first, leave no room for a tool that has to be called; its
/// input is always an object.
fn fits_tool(chat: &Chat) -> bool {
    let is_object = matches!(&chat.format, Some(Format::Schema { schema, .. }) if schema["type"] == "object");
    is_object && chat.tools.is_empty() && chat.reasoning.as_ref().is_none_or(|reasoning| reasoning.off)
}

/// What was said and does not fit, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    pub said: String,
    pub complaint: String,
}

/// The same question, asked in `form`.
pub fn asked(chat: &Chat, form: Form, repair: Option<&Repair>) -> Chat {
    let mut out = chat.clone();
    let Some(format) = &chat.format else { return out };
    // Tools that appeared later than the refusal, or a schema of another kind, fit no tool.
    let form = if form == Form::Tool && !fits_tool(chat) { Form::Prompt } else { form };
    match (form, format) {
        (Form::Native, _) => {}
        (Form::Tool, Format::Schema { name, schema, .. }) => {
            let name = tool_name(name);
            out.format = None;
            out.parallel_tools = Some(false);
            out.tool_choice = Some(ToolChoice::Named(name.clone()));
            out.tools = vec![Tool {
                name,
                description: Some("Gives the answer. Call it once, with the whole answer.".into()),
                schema: schema.clone(),
                strict: None,
                cache: None,
            }];
        }
        (Form::Tool | Form::Prompt, format) => {
            out.format = None;
            out.system.push(Part::text(told(format)));
        }
    }
    if let Some(repair) = repair {
        if !repair.said.is_empty() {
            push(&mut out, Role::Assistant, vec![Part::text(repair.said.as_str())]);
        }
        let complaint = format!(
            "This answer was read by a program and refused: {}. Give the whole answer again, corrected.",
            repair.complaint
        );
        push(&mut out, Role::User, vec![Part::text(complaint)]);
    }
    out
}

fn told(format: &Format) -> String {
    let begin = "Answer with one JSON value and nothing else: no words before or behind it, no code fence.";
    match format {
        Format::Json => format!("{begin} It is an object."),
        Format::Schema { schema, .. } => format!("{begin} It has to fit this JSON Schema:\n{schema}"),
    }
}

/// Names of tools hold few characters in all wires.
fn tool_name(name: &str) -> String {
    let clean: String = name
        .chars()
        .take(60)
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '_' })
        .collect();
    if clean.is_empty() { "answer".into() } else { clean }
}

/// Brings what was said into the form that was asked for. Errors: what does not fit, for the model to read.
pub fn settle(answer: &mut Answer, chat: &Chat, form: Form) -> Result<(), String> {
    let Some(format) = &chat.format else { return Ok(()) };
    for choice in answer.choices.values_mut() {
        if form == Form::Tool && chat.tools.is_empty() {
            untool(choice);
        }
        if is_answer(choice) {
            fit(choice, format)?;
        }
    }
    Ok(())
}

/// The input of the tool that stood for the answer is the answer.
fn untool(choice: &mut Choice) {
    let said = choice.parts.iter().find_map(|said| match said {
        Said::Tool { input, .. } => Some(input.clone()),
        _ => None,
    });
    let Some(input) = said else { return };
    choice.parts.retain(|said| !matches!(said, Said::Tool { .. } | Said::Text(_)));
    choice.parts.push(Said::Text(input));
    if choice.finish == Some(Finish::ToolUse) {
        choice.finish = Some(Finish::Stop);
    }
}

/// Refusals, calls of tools and answers that ran out of room say what they are: no form was promised.
fn is_answer(choice: &Choice) -> bool {
    let says_else = choice.parts.iter().any(|said| matches!(said, Said::Tool { .. } | Said::Refusal(_)));
    let is_whole = matches!(choice.finish, None | Some(Finish::Stop | Finish::StopSequence(_)));
    is_whole && !says_else
}

fn fit(choice: &mut Choice, format: &Format) -> Result<(), String> {
    let text = choice.text();
    let value = match serde_json::from_str::<Value>(text.trim()) {
        Ok(value) => value,
        Err(_) => {
            let (value, part) = found(&text).ok_or("it is no JSON")?;
            choice.parts.retain(|said| !matches!(said, Said::Text(_)));
            choice.parts.push(Said::Text(part));
            value
        }
    };
    match format {
        Format::Json if value.is_object() => Ok(()),
        Format::Json => Err("it is no JSON object".into()),
        Format::Schema { schema, .. } => judge(schema, &value),
    }
}

/// The first JSON object or list inside other words, such as a code fence.
fn found(text: &str) -> Option<(Value, String)> {
    // Few places are tried: a long text of brackets is no answer.
    for (at, _) in text.match_indices(['{', '[']).take(20) {
        let rest = &text[at..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        if let Some(Ok(value)) = values.next() {
            let end = values.byte_offset();
            return Some((value, rest[..end].to_owned()));
        }
    }
    None
}

/// Complaints that are told to the model.
const MOST_COMPLAINTS: usize = 3;
const LONGEST_COMPLAINT: usize = 300;
/// Steps of a pattern's search: schemas come from callers.
const MOST_BACKTRACKING: usize = 100_000;

/// A schema that is none judges nothing: its provider took it.
fn judge(schema: &Value, value: &Value) -> Result<(), String> {
    let patterns = PatternOptions::fancy_regex().backtrack_limit(MOST_BACKTRACKING);
    let Ok(validator) = jsonschema::options().with_pattern_options(patterns).build(schema) else {
        return Ok(());
    };
    let complaints: Vec<String> = validator
        .iter_errors(value)
        .take(MOST_COMPLAINTS)
        .map(|error| {
            let place = error.instance_path().to_string();
            let text: String = error.to_string().chars().take(LONGEST_COMPLAINT).collect();
            if place.is_empty() { text } else { format!("at {place}: {text}") }
        })
        .collect();
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("; ")) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(text: &str) -> Choice {
        Choice { parts: vec![Said::Text(text.into())], finish: Some(Finish::Stop), ..Choice::default() }
    }

    fn schema() -> Format {
        let schema = json!({"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]});
        Format::Schema { name: "a".into(), schema, strict: None }
    }

    #[test]
    fn the_value_is_found_inside_other_words() {
        for text in ["{\"n\": 1}", " {\"n\": 1}\n", "```json\n{\"n\": 1}\n```", "Here [it] is: {\"n\": 1}."] {
            let mut choice = said(text);
            fit(&mut choice, &schema()).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(choice.text().trim(), "{\"n\": 1}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        let complaint = |text: &str| fit(&mut said(text), &schema()).unwrap_err();
        assert_eq!(complaint("one"), "it is no JSON");
        assert!(complaint("{\"n\": \"one\"}").starts_with("at /n: "), "{}", complaint("{\"n\": \"one\"}"));
        assert!(complaint("{}").contains('n'));
        assert_eq!(fit(&mut said("[1]"), &Format::Json).unwrap_err(), "it is no JSON object");
    }

    #[test]
    fn an_answer_that_ran_out_of_room_was_promised_no_form() {
        let mut cut = said("{\"n\"");
        cut.finish = Some(Finish::Length);
        assert!(!is_answer(&cut));
    }
}
