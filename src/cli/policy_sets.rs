//! `--policy`: sets of policies in addition to those of the file.

use clap::Args;
use di_gen::topology::PolicySet;

#[derive(Debug, Args)]
pub(super) struct PolicyArguments {
    /// Show what the policies of these sets refuse, change and report: alz-corp, alz-online, alz-guardrails, mcsb, psrule
    #[arg(long = "policy", value_name = "NAME", num_args = 1.., value_delimiter = ',', value_parser = parse_policy_set)]
    pub(super) sets: Vec<PolicySet>,
}

pub(super) fn parse_policy_set(name: &str) -> Result<PolicySet, String> {
    let known = PolicySet::ALL.iter().find(|set| set.as_str() == name).copied();
    known.ok_or_else(|| {
        let names: Vec<&str> = PolicySet::ALL.iter().map(|set| set.as_str()).collect();
        format!("no such set of policies: use one of {}", names.join(", "))
    })
}
