"""Passages, and what models write about them: true to them, and not.

The passages are written in the manner of guideline summaries and serve tests only.
"""

from __future__ import annotations

PRESSURE = (
    "In adults with hypertension and chronic kidney disease, a blood pressure target of less "
    "than 130/80 mm Hg is recommended (class I, level of evidence B). An ACE inhibitor, or an "
    "ARB if an ACE inhibitor is not tolerated, is reasonable to slow progression of kidney "
    "disease in patients with albuminuria of 300 mg/day or more. Combining an ACE inhibitor "
    "with an ARB is not recommended, as it increases the risk of hyperkalaemia and acute "
    "kidney injury without improving survival."
)
KIDNEY = (
    "Metformin should be stopped when the eGFR falls below 30 mL/min/1.73 m2 and the dose "
    "halved at 30-44 mL/min/1.73 m2. It should be withheld before iodinated contrast in "
    "patients with an eGFR below 30. SGLT2 inhibitors reduce progression of kidney disease "
    "and hospitalisation for heart failure, and may be started at an eGFR of 20 or higher. "
    "Sulfonylureas increase the risk of hypoglycaemia."
)
SEPSIS = (
    "Antibiotics should be given within one hour of recognition of septic shock. At least 30 "
    "mL/kg of intravenous crystalloid should be given within the first 3 hours. "
    "Norepinephrine is the first-line vasopressor, with a target mean arterial pressure of 65 "
    "mm Hg. Hydroxyethyl starch should not be used for fluid resuscitation. Routine use of "
    "bicarbonate to improve haemodynamics is not recommended unless pH is 7.2 or lower with "
    "acute kidney injury."
)
COPD = (
    "Long-acting bronchodilators are preferred over short-acting agents except in patients "
    "with only occasional dyspnoea. Inhaled corticosteroids are added when exacerbations "
    "continue and blood eosinophils are 300 cells/µL or more; they raise the risk of "
    "pneumonia. Systemic corticosteroids for an exacerbation are given as 40 mg prednisone "
    "daily for 5 days. Long-term oxygen improves survival in severe resting hypoxaemia but "
    "showed no benefit in moderate desaturation."
)
RHYTHM = (
    "In patients with atrial fibrillation and a CHA2DS2-VASc score of 2 or more in men or 3 "
    "or more in women, oral anticoagulation is recommended. Direct oral anticoagulants are "
    "preferred over warfarin, except in moderate-to-severe mitral stenosis or with a "
    "mechanical heart valve. Aspirin alone is not recommended for stroke prevention. Rate "
    "control aims at a resting heart rate below 110 beats per minute; a stricter target of "
    "below 80 may be considered when symptoms persist. Dronedarone must not be given to "
    "patients with decompensated heart failure."
)
ASTHMA = (
    "Treatment of asthma with short-acting beta2-agonists alone is no longer recommended. All "
    "adults should receive inhaled corticosteroid-containing treatment to reduce the risk of "
    "serious exacerbations. Low-dose budesonide-formoterol taken as needed reduced severe "
    "exacerbations by 64% compared with a short-acting beta2-agonist alone. Inhaler technique "
    "should be checked at every visit. Tiotropium may be added at step 4 in patients aged 6 "
    "years or older."
)
MOOD = (
    "For less severe depression, guided self-help is offered first. Antidepressants should "
    "not be offered routinely as first-line treatment for less severe depression, unless that "
    "is the person's preference. An SSRI is started for more severe depression; treatment "
    "continues for at least 6 months after remission. Symptoms are reviewed 2 weeks after "
    "starting, or after 1 week in people aged 18 to 25 years because of the risk of suicidal "
    "thoughts."
)
TRUE = [
    (
        PRESSURE,
        "The recommended blood pressure target in adults with chronic kidney disease and hypertension is below 130/80 mm Hg.",
    ),
    (
        PRESSURE,
        "For adults with CKD and hypertension, guidelines recommend a BP target of <130/80 mm Hg.",
    ),
    (
        PRESSURE,
        "An ACE inhibitor is reasonable in patients with albuminuria of at least 300 mg/day to slow the progression of kidney disease.",
    ),
    (PRESSURE, "If an ACE inhibitor is not tolerated, an ARB can be used."),
    (PRESSURE, "The combination of an ACE inhibitor and an ARB is not recommended."),
    (KIDNEY, "Metformin should be discontinued if the eGFR is below 30 mL/min/1.73 m2."),
    (KIDNEY, "The metformin dose is halved at an eGFR of 30-44 mL/min/1.73 m2."),
    (
        KIDNEY,
        "SGLT2 inhibitors reduce hospitalisation for heart failure and the progression of kidney disease.",
    ),
    (KIDNEY, "SGLT2 inhibitors may be started at an eGFR of 20 or above."),
    (KIDNEY, "Sulfonylureas are associated with an increased risk of hypoglycaemia."),
    (KIDNEY, "Metformin should be withheld before iodinated contrast if the eGFR is below 30."),
    (SEPSIS, "In septic shock, antibiotics should be given within one hour of recognition."),
    (SEPSIS, "Intravenous crystalloid of at least 30 mL/kg is given in the first 3 hours."),
    (
        SEPSIS,
        "Norepinephrine is the first-line vasopressor and the target mean arterial pressure is 65 mm Hg.",
    ),
    (SEPSIS, "Hydroxyethyl starch should be avoided for fluid resuscitation."),
    (
        SEPSIS,
        "Bicarbonate is not recommended routinely unless the pH is 7.2 or lower with acute kidney injury.",
    ),
    (
        COPD,
        "Long-acting bronchodilators are preferred to short-acting agents, except in patients with occasional dyspnoea.",
    ),
    (
        COPD,
        "Inhaled corticosteroids can be added if exacerbations continue and blood eosinophils are at least 300 cells/µL.",
    ),
    (COPD, "Inhaled corticosteroids increase the risk of pneumonia."),
    (COPD, "An exacerbation is treated with prednisone 40 mg daily for 5 days."),
    (COPD, "Long-term oxygen improves survival in patients with severe resting hypoxaemia."),
    (COPD, "Long-term oxygen had no benefit in moderate desaturation."),
    (
        RHYTHM,
        "Oral anticoagulation is recommended for men with a CHA2DS2-VASc score ≥2 and women with a score ≥3.",
    ),
    (
        RHYTHM,
        "Direct oral anticoagulants are preferred to warfarin, except with a mechanical heart valve or moderate-to-severe mitral stenosis.",
    ),
    (RHYTHM, "Aspirin alone should not be used for stroke prevention in atrial fibrillation."),
    (RHYTHM, "The resting heart rate should be kept under 110 beats/min."),
    (RHYTHM, "Dronedarone is contraindicated in decompensated heart failure."),
    (ASTHMA, "Short-acting beta2-agonists alone are no longer recommended for asthma."),
    (
        ASTHMA,
        "Budesonide-formoterol as needed lowered severe exacerbations by 64% versus a short-acting beta2-agonist alone.",
    ),
    (ASTHMA, "Inhaler technique is checked at each visit."),
    (ASTHMA, "Tiotropium can be added at step 4 from the age of 6 years."),
    (
        ASTHMA,
        "Adults with asthma should receive treatment containing an inhaled corticosteroid, which reduces the risk of serious exacerbations.",
    ),
    (MOOD, "Guided self-help is the first choice for less severe depression."),
    (
        MOOD,
        "Antidepressants are not routinely offered as first-line treatment for less severe depression unless the person prefers them.",
    ),
    (MOOD, "Treatment is continued for at least six months after remission."),
    (
        MOOD,
        "People aged 18-25 years are reviewed after 1 week because of the risk of suicidal thoughts.",
    ),
]
"""Paraphrases that the passage carries."""
FALSE = [
    (PRESSURE, "Combining an ACE inhibitor with an ARB is recommended."),
    (
        PRESSURE,
        "Combining an ACE inhibitor with an ARB reduces the risk of hyperkalaemia and acute kidney injury.",
    ),
    (
        PRESSURE,
        "In adults with chronic kidney disease, a blood pressure target of less than 130/80 mm Hg is not recommended.",
    ),
    (PRESSURE, "Beta blockers are first-line treatment in pregnancy."),
    (KIDNEY, "Metformin should be started when the eGFR falls below 30 mL/min/1.73 m2."),
    (
        KIDNEY,
        "SGLT2 inhibitors increase progression of kidney disease and hospitalisation for heart failure.",
    ),
    (KIDNEY, "SGLT2 inhibitors do not reduce hospitalisation for heart failure."),
    (KIDNEY, "Sulfonylureas reduce the risk of hypoglycaemia."),
    (KIDNEY, "Sulfonylureas increase the risk of hyperglycaemia."),
    (
        KIDNEY,
        "Metformin should be given after iodinated contrast in patients with an eGFR below 30.",
    ),
    (SEPSIS, "Hydroxyethyl starch should be used for fluid resuscitation."),
    (SEPSIS, "Antibiotics should be given within three hours of recognition of septic shock."),
    (SEPSIS, "Norepinephrine is the second-line vasopressor."),
    (SEPSIS, "Routine use of bicarbonate is recommended to improve haemodynamics."),
    (COPD, "Short-acting bronchodilators are preferred over long-acting agents."),
    (COPD, "Inhaled corticosteroids lower the risk of pneumonia."),
    (COPD, "Long-term oxygen showed no benefit in severe resting hypoxaemia."),
    (COPD, "Long-term oxygen improves survival in moderate desaturation."),
    (COPD, "Systemic corticosteroids are given for 5 weeks."),
    (COPD, "Theophylline is preferred in patients with frequent dyspnoea."),
    (
        RHYTHM,
        "Oral anticoagulation is recommended for women with a CHA2DS2-VASc score of 1 or more.",
    ),
    (RHYTHM, "Warfarin is preferred over direct oral anticoagulants."),
    (
        RHYTHM,
        "Direct oral anticoagulants are preferred over warfarin in patients with a mechanical heart valve.",
    ),
    (RHYTHM, "Aspirin alone is recommended for stroke prevention."),
    (RHYTHM, "The resting heart rate should be kept above 110 beats per minute."),
    (RHYTHM, "Dronedarone may be given to patients with decompensated heart failure."),
    (ASTHMA, "Short-acting beta2-agonists alone are recommended for asthma."),
    (ASTHMA, "Budesonide-formoterol increased severe exacerbations by 64%."),
    (ASTHMA, "Tiotropium may be added at step 6 in patients aged 4 years or older."),
    (ASTHMA, "Adults should not receive inhaled corticosteroid-containing treatment."),
    (
        MOOD,
        "Antidepressants should be offered routinely as first-line treatment for less severe depression.",
    ),
    (MOOD, "Treatment continues for at most 6 months after remission."),
    (MOOD, "Guided self-help is offered first for more severe depression."),
    (MOOD, "An SSRI is stopped for more severe depression."),
]
"""Nearly the words of the passage, and not what it says."""
