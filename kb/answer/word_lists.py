"""Plain English words by what they tell: nothing of their own, the same as another, another form.

Clinical synonyms and abbreviations are in :mod:`kb.lexicon`.
"""

from __future__ import annotations

import re

from kb.answer.units import words_of

# Words that only tell, count or connect: a source need not hold them.
GENERAL = words_of(
    "occur occurred develop observe see seen find found show shown note record measure obtain assess evaluate"
    " examine investigate detect report state describe indicate demonstrate reveal present follow happen remain"
    " become get achieve reach attain have receive experience take taken took undergo give given gave administer"
    " treat use apply include comprise consist represent involve make made do go come lie stand account compare"
    " comparison respectively versus patient participant subject individual people person user case recipient"
    " group arm cohort study trial analysis result finding data evidence passage guideline literature recommend"
    " recommendation advise consider suggest according additional additionally specific specifically"
    " therefore thus hence moreover furthermore however although though whereas instead also well rate proportion"
    " percentage percent number total amount value level concentration dose dosage frequency ratio incidence"
    " average approximately about around roughly nearly almost some several each every another both time period"
    " duration day week month year hour minute age aged effect criterion criteria regard regarding went term way kind basis part set"
    " option need necessary required require possible associated association link relate relation occurrence usual"
    " usually generally treatment therapy current currently typical typically still define definition defined"
    " conduct perform carry carried place complete score scale affect impact influence cause lead led quite"
    " keep kept hold held maintain choice choose avoid avoided avoidance contraindicated contraindication discouraged"
    " inappropriate unsuitable refrain whole hr rr ci sd iqr aor smd fifth tenth taking being develops question store stored cut work worked minimum maximum session decide decided decision answer second first index less least more most fewer among within toward"
    " towards vs none unnecessary half halve third quarter double twice triple thirds quarters dozen doubled halved"
)

# Words whose stem is that of another word, and that say something else.
APART = words_of(
    "effective specificity several generalised generalized organic organism universal university"
)

# Other words for the same, beyond clinical synonyms: each line is one meaning.
MEANINGS = """
    increase increased rise rose risen raise raised higher elevated elevation greater grow grew gain upward
    decrease decreased reduce reduced reduction lower lowered lowering fall fell fallen drop dropped decline declined diminish fewer loss lost
    change changed unchanged alter altered unaltered differ differed difference different
    similar similarly comparable alike same equal
    better best superior favourable prefer preferred preferable preference
    worse worst inferior unfavourable
    worsen worsened deteriorate deteriorated
    improve improved improvement
    stop stopped discontinue discontinued cease ceased withdraw withdrawn withdrew withdrawal
    start started begin began begun initiate initiation initiated commence commenced introduce introduced
    die died death dead mortality fatal
    prevent prevented prevention prophylaxis
    halve halved half
    double doubled twice twofold
    triple tripled threefold
    quarter quarters
    third thirds
    men man male
    women woman female
    child children paediatric pediatric
    infant baby
    adult
    elderly older
    younger young
    boy boys
    girl girls
    often frequent frequently common commonly
    rare rarely uncommon infrequent seldom
    safe safety
    tolerate tolerated tolerability
    intravenous intravenously iv
    oral orally mouth po
    subcutaneous subcutaneously sc
    intramuscular intramuscularly im
    night bedtime nocturnal
    biennial biennially
    annual annually yearly
    drug medicine medication agent
    doctor physician clinician
    death mortality
    renal kidney
    cardiac heart
    hepatic liver
    pulmonary lung
    exclude excluded exclusion
    include included inclusion
    enrol enrolled enroll enrollment enrolment recruit recruited
    random randomly randomise randomised randomize randomized randomisation randomization
    pregnancy pregnant
    hospitalisation hospitalization hospitalised hospitalized admission admitted admit
    bleed bleeding haemorrhage hemorrhage
    exceed exceeds exceeding
    severe severity
    moderate moderately
    mild mildly
    unclear uncertain unknown
    birth born
    survive survival survived
    relapse relapsed
    recur recurrence recurrent
    respond response responder
    predict predictor predictive predicted
    assign assigned allocate allocated
    screen screened screening
    walk walking
    combine combined combining combination plus
    target goal aim aimed aiming
    estimate estimated
    near close
    likely likelihood probable probability
    adverse side unwanted undesirable
    quick quickly fast faster rapid rapidly
    slow slowly slower
    allergy allergic
    caution cautious cautiously careful carefully
    limited little sparse scarce
    regardless irrespective whatever independent independently
    seem appear
    expose exposed exposure
    proven prove proved proof unproven
    benefit beneficial advantage
    harm harmful
    adequate sufficient enough
    operation surgery surgical operative operate
    check checked monitor monitored monitoring
    test testing tested
    vaccine vaccination vaccinate vaccinated immunisation immunise immunised
    permit allow allowed permitted
    smoke smoker smoking
    newborn neonate neonatal
    adolescent teenager teenage
    illness disease condition disorder
    fever febrile pyrexia
    long prolonged lengthy
    short brief shortened
    presence present
    loss lose lost losing
    gain gained
    diet dietary
    cost costly expensive
    cheap cheaper inexpensive
    complication complicate complicated
    diagnose diagnosis diagnosed diagnostic
    heterogeneity heterogeneous
    die dying
    twin twins
    injury injure injured
    fracture fractured
    fail failed failure
    tumour tumor neoplasm
    cancer carcinoma malignancy
    wait waiting
    attend attendance attended
    adhere adherence adherent compliance
    suffer affected
    full complete
    initially initial
    final finally last
    prior previous previously history earlier
    later subsequent subsequently afterwards
    resolve resolved resolution
    correct corrected correction
    measure measured measurement
    sex gender
    gestation gestational pregnancy
    weight weigh
    length stay
"""

SUFFIX = re.compile(
    r"(?:|s|es|d|ed|ing|er|or|ers|e|y|ies|al|ally|ic|ical|ically|ly|ity|ness|ous|ive|ion|ions|ation|ations"
    r"|at|atic|ur|ure|li|antli|entli|ant|anc|enc|hood|tion|ment|ments|ance|ence|ancy|ency|ant|ent|able|ible|ful|th|sis|tic|tics|ia|ist|ism|ise|ize|ised|ized|t|te|ted|ting|a)"
)
