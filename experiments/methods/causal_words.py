"""The words of the page of published effects; `words` takes them in."""

from __future__ import annotations

CAUSAL = {
    "x.title": "Published effects: what their estimators find in the model, and what is true",
    "x.met": "Of {all} published effects by which something was set, {met} come out within the "
    "interval of the study and {prior} within the range of the lever's prior, where the study "
    "gives a point or a sign; {untold} of these cannot be told from nothing. {overlaps} more "
    "reach into their interval.",
    "x.out": "Outside: {names}.",
    "x.mute": "Says nothing, for the interval covers no effect as well: {names}.",
    "x.held": "Held out, never used to set anything: {names}.",
    "x.how": "Simulated: the estimator of the study on the micro-data of an arm in which some "
    "firms or cities have the instrument; mean over seeds with its 95 % interval, and in "
    "brackets what 90 % of single studies would find. Truth: the same firms in the same years "
    "with and without the instrument. The difference of the two is the bias of the estimator; "
    "* where the 95 % interval of the estimate leaves out the truth. An interval is that of "
    "the study where it prints one (its ends, its versions, a bare sign); else it is that of "
    "the prior, the range in which the effect of the lever was put before the model was made, "
    "and to lie within it is less than to meet the study. None is moved.",
    "x.h.table": "Published, simulated, true",
    "x.h.study": "Users of shared instruments, by years since their first use",
    "x.study": "Relative rise of filings against the year before the first use.",
    "x.alt": "Interval of the study (grey) or of the prior (hatched), simulated estimate with "
    "its interval, and truth; arrows point to what lies beyond the axis",
    "x.shares": "per cent, or percentage points",
    "x.others": "yuan per yuan, or times",
    "x.study_interval": "interval of the study",
    "x.prior_interval": "range of the prior",
    "x.estimate": "estimator on simulated data",
    "x.truth": "truth in the model",
    "x.held_out": "held out",
    "x.beyond": "beyond the axis",
    "c.effect": "effect",
    "c.published": "published",
    "c.interval": "interval",
    "c.basis": "of the",
    "c.simulated": "simulated",
    "c.studies": "single studies",
    "c.truth": "truth",
    "c.bias": "bias",
    "c.years_since": "years since",
    "excess_small": "Bunching at the notch, small firms",
    "excess_medium": "Bunching at the notch, medium firms",
    "excess_large": "Bunching at the notch, large firms",
    "notch_reported": "Reported R&D near the notch",
    "notch_on_paper": "Part of that rise that is relabelled",
    "relabelled": "Relabelled part of R&D of affected firms",
    "crowd_in": "Private venture money per public yuan",
    "cluster_innovation": "Cluster members: innovate",
    "cluster_research": "Cluster members: R&D",
    "joint_innovation": "Joint research: innovate",
    "joint_research": "Joint research: R&D",
    "target_filings": "Targets: filings",
    "target_research": "Targets: reported R&D",
    "target_granted": "Targets: grants per filing",
    "user_filings": "Users of shared instruments: filings",
    "park_filings": "Firms in parks: filings",
    "free_trade_filings": "Firms in the free-trade zone: filings",
    "first_connection": "First fast connection: joint patents",
    "proof_of_concept": "Proof of concept: first venture money",
}
