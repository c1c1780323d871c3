"""English phrases. `a/b` is a choice of words."""

PHRASES = {
    "question": """
what; what's; when; where; who; whom; whose; which; why; how; how's; is/are/was/were
there/this/that/it/you/we/they/he/she; do/did/does/have/had/can/could/would/will/should/are/were/shall/may/might
you/we/i/they/it/he/she/anyone/someone; is/does/did/has/have/will/are your; any
chance/idea/ideas/news/update/updates/thoughts/luck; got a minute/moment/second""",
    "request": """
i'd/we'd really/greatly/much/also appreciate/love/like; your
review/go-ahead/sign-off/view/views/preference/decision;
action/review/input/approval/response/reply/feedback/signature/decision needed/required/requested; review/approval
request; by replying; confirm/acknowledge completion/receipt/attendance/your/by/that; does/would/will this/that/it
work; does/do any/either of; works for you; work for you; quick question; when can/should i/we expect; i/we was/were
hoping; hoping you; hope you can/could; get your; would you consider; are you open to; i'm/we're looking for; i
am/we are looking for; can/could/may i; need help/assistance/advice; help me/us; having trouble; do let me/us know;
hop on a call; would/we'd/i'd love to hear; i/we need to know; can't/cannot figure; respond/reply to me/us/by/to
this; return the signed/form; complete the/this form/survey/attached; if you're interested; if you are interested;
interested in attending/joining/meeting; your call; would really/greatly/much/very appreciate/like;
would/will/much/greatly appreciate your/it/if/a/any/some/comments/feedback/help; get comments/feedback/back; if it's
possible; if it is possible to; would it be possible; is there any way/chance; any way you can/could; what/which
is/are the/your; do we expect/know/have/want/need; has this/it/that gone/been/happened; can/could someone/anyone;
anyone know/have; anybody know; any problem/problems; any objection/objections; ok/okay with you; sound/sounds
ok/okay/good to; let's know; can/could/would/will you; can/could/would/will either/one of you; can/could we;
can/could/may/might i get/have/ask; could you/i please; please
advise/approve/confirm/review/send/let/call/check/provide/respond/reply/forward/sign/complete/return/look/see/find;
please add/assign/enter/update/change/fix/make/give/tell/take/get/include/remove/prepare/arrange/schedule/submit;
please email/e-mail/contact/note/be/read/have/do/ensure/help/explain/verify/share/book/set/put/indicate/comment;
please also/kindly; pls/plz let/send/call/advise/confirm/review/check/forward/reply; kindly; let me/us know
what/if/when/whether/how/which/who/your/asap/by/soon/what's/where/the/and/as/you; get/getting back to me/us;
look/looking forward to hearing; awaiting/await your; i/we need your; i/we need you to; i/we want/like you to;
i'd/we'd like you to; i/we would like you to; i/we would appreciate/like your; i'd/we'd appreciate/love your;
need/needs your approval/input/help/signature/feedback/response/answer/confirmation/decision/advice; your
thoughts/input/feedback/comments/opinion/advice/approval/confirmation/availability/decision/response; are you
available/free/able/ok/okay/interested/going/coming/around; would you be
able/available/interested/willing/free/open/comfortable; would you like/mind/prefer/rather; do you
want/prefer/need/think/know/have/mind/recall/remember/happen/agree/plan; have you
had/heard/received/seen/talked/decided/spoken/got; did you ever/get/receive/find/see/hear/talk/send/want/have; if
you could/can/would; i/we was/were/am/are/i'm just/only/also wondering/hoping/asking; just/i'm/was wondering;
wondering if/whether; wanted to ask/check/solicit/know/see; i/we have a question/request/favor/favour; i/we have
a/some/few/couple/two/three quick/questions/of; question for you; rsvp;
email/e-mail/call/text/send/tell/give/remind/show/help/forward me; take/have a look; look/check over/into; look
over; sign and return; make sure you/to/that; don't forget to; be sure to; it would be great/helpful/good/nice if;
would be great/helpful/grateful/nice if; are you/we still/sure/okay/ok; which/what day/time/date works/suits; works
best/better for you; what do you think; when can/could/would/will/do you; where do/can/should i/we; how
do/can/should i/we; should i/we; do i/we need; shall i/we; is it/that ok/okay/possible/alright/fine; any
updates/update/news/feedback; let me/us know; please provide/supply/quote/arrange/raise/issue/revise/resend/re-send;
be/very/most/really grateful for/if; be grateful; i'd/i'll/we'd/we'll be grateful; could/can you split/resend;
go-ahead; go ahead from; your go-ahead; sign-off; sign off; waiting for your/you; waiting on your/you; i/we still
have/haven't not/received/heard; still waiting; i expect a/an/your; nobody/no one has
returned/replied/answered/called; any chance; any word; could not find; couldn't find the/any/it; can't find
the/any; i/we am/are missing; is/are missing from; not sure if/whether you/we/the/it; would you mind; mind
sending/checking/having/taking; up for; fancy a; when suits; what time; does that suit; do you fancy; i/we need
a/an/the/some; need it/this/them back/by/before; could we have/get; please get back; get back to me; come back to
me/us; hear from you; hear back; love to have you; love to hear; i'll let you take it; you two should; connecting
you; introducing you; could i trouble you; may i ask; i'd like to ask/know/order/book/request; we'd/we would like to
ask/know/order/book/request; proof of delivery; chase/chasing/following up; follow up/following up on""",
    "you": "you; your; you're; you've; you'd; you'll; yours; u; ur; yourself",
    "soft": """
with any questions/question/further/additional/other/concerns; call/contact/email me/us/him/her with any/questions;
please call/contact/email/see/reach/ring/notify me/us/him/her if/should/with/for; if you need to; if you
need/require immediate/assistance/help/urgent; if you wish to; if you would like to; if you have/need an/a
immediate/urgent; if you have any/further/additional/other/more questions/concerns/question/comments/problems; if
you have questions; should you have any; should you need; any/if questions please; please feel free; feel free to;
do not/don't hesitate; let me/us know if you have any/questions/other; let me/us know if you need; let me/us know if
there is/are any/anything; let me/us know if i/we can; if you need/require anything/any/further/additional/more; if
there is/are; please do not/don't reply/respond; please find; please see attached/below/the; please note that;
please be advised/aware; please accept; please click; please disregard/ignore; please visit; please remember; please
join me; please follow the; please use; please call me/us if; please call with; please contact me/us if; call me/us
if you have; call if you; please forward to anyone; thank you in advance; if i can help/be; if we can help/be; can
you believe; would you believe; you can; did you know; please plan; please keep; please make sure that someone;
please do not/make; if you are not the; if you received this; please consider the environment; please notify the;
please allow; please wait""",
    "fyi": """
fyi; for your information/records/reference/review; as requested; as discussed; as we discussed/agreed; just to let
you know; just letting you know; just wanted to let you know; wanted to let you know; to inform you; just a
reminder; this is a reminder; this is to; for your convenience; no
action/response/reply/approval/input/review/decision required/needed/necessary/requested; no need to
respond/reply/answer; nothing to do; heads up; attached is/are/please/you; attached for your; here is/are; here's;
enclosed is/are/please; i have/i've attached/sent/forwarded/added/made/updated; please find attached/enclosed/below;
see below/attached; below is/are; update on; we are pleased/happy/excited/proud to; pleased to announce; is now
available; has been
updated/changed/posted/completed/approved/reset/scheduled/moved/cancelled/canceled/received/processed; fyi only; for
info; nothing for you; nothing needed from you; nothing else needed; no reply; for your files; for visibility""",
    "thanks": """
thanks; thank you; thx; much appreciated; many thanks; cheers; great job; well done; congratulations; congrats;
sounds good; sounds great; works for me; that works; will do; got it; no problem; you're welcome; perfect; ok; okay;
agreed; understood; all good; all set; perfect thanks; great thanks; great; lovely; brilliant; super; noted;
received; confirmed; see you then; speak then; talk then""",
    "greeting": "hi; hello; hey; dear; good morning/afternoon/evening/day; greetings; gentlemen; to",
    "broadcast": """
all; team; everyone; everybody; folks; guys; colleagues; friends; members; customers; customer; employees;
subscriber; subscribers; user; users; ladies and gentlemen; gang; all employees; kiddies; valued; friend; homeowner""",
    "closing": """
best; best/kind/warm/warmest regards/wishes; regards; kind; sincerely; sincerely yours; yours
sincerely/truly/faithfully; cheers; thanks; many thanks; thank you; thanks again; thx; cordially; respectfully; take
care; talk to you soon""",
    "call": """
give me a call/ring; call me; can we/i talk/meet/discuss/chat/speak/set/schedule; let's/lets
meet/talk/discuss/schedule/get/set; do you have time/a/some; have time to; when are you; meet with you; grab
lunch/coffee/dinner; time for a call/chat; join us/me; stop by; are you free/available/around; when either of you""",
    "deadline": """
deadline; due date; due on/by/today/tomorrow; is/are due; end of day/business/week/month/today; eod; cob; eow; no
later than; at the latest; before the end; by close of; expires; on or before""",
    "urgent": """
urgent; urgently; asap; a.s.a.p; as soon as possible; immediately; right away; time sensitive; time critical;
emergency; critical; high priority; at once; right now; without delay""",
    "away": """
out of office; out of the office; automatic reply; auto reply; autoreply; autoresponse; on vacation; on leave until;
away from my desk""",
    "machine": """
this is an automated; this is an automatic; automatically generated; auto generated; automated
message/email/notification/response; do not reply/respond to this; please do not reply/respond; system message;
system generated; not monitored; unattended mailbox; unmonitored; outage report; delivery status notification;
undeliverable; has been reset; this message was sent automatically""",
    "news": """
newsletter; newsletters; word of the day; tip of the day; today's headlines; in this issue; this issue; featured
today; daily digest; weekly digest; digest; bulletin; press release; news release; headlines; top stories""",
    "bulk": """
unsubscribe; unsubscribing; opt out; opt-out; removed from this/our/the; be removed; to remove yourself; to be
removed; remove your name; manage your subscription/preferences; update your preferences; email preferences; mailing
list; you are receiving this; you received this e/email/mail/message/because; you're receiving this; why did i
get/receive; view in browser; view this email; in your browser; privacy policy; forward to a friend; newsletter; all
rights reserved; this e-mail/email/mailing/message was sent to; in this issue; today's headlines; tip of the day;
change your subscription; subscription; advertisement; sponsored by; copyright""",
    "offer": """
special offer/offers/price/rate/rates; limited time; limited offer; free
shipping/trial/gift/quote/consultation/report/membership/offer/subscription/info/information; absolutely free; for
free; click here; click below; click the link; click on the link/following; order now/today; buy now/one/online; act
now/today/fast; sign up; shop now; save up; save on; save money; big savings; off your/all/everything/select;
discount; discounts; lowest price/prices/rates; low price/prices/rates/cost; best price/prices; money back;
satisfaction guaranteed; no obligation; no cost; risk free; hurry; exclusive offer/offers/deal/savings; don't miss;
hot deals; bargain; bargains; toll free; airfare; airfares; fares; weekend rates; credit card; special deals; this
week only; now only; for just; for only; while supplies last; register now; win a/an; sweepstakes; prizes; bonus;
join now/free/today; visit our website/site/web; our product/products; increase your; boost your; grow your
business; dear friend; dear sir/madam; business opportunity/proposal; free; debt; guaranteed; refinance;
refinancing; grants; wallet; adult; prescription; prescriptions; seo; search engines; web traffic; email addresses;
wire transfer; life insurance; toner cartridge/cartridges; inkjet; spy; smoking; herbs; crypto; cryptocurrency;
bitcoin; satellite tv; copy dvd; dvds; singles; teens; miracle; giveaway""",
    "pitch": """
companies/businesses/firms/teams/founders/brands/agencies like yours/you; we help
businesses/companies/founders/teams/brands/firms/agencies/startups/organizations/organisations/manufacturers; i help
businesses/companies/founders/teams/brands/firms/agencies; helped/helping companies/businesses/brands/teams like;
came across your; stumbled upon/across your; i found your website/company/profile/contact; saw your
website/company/profile; noticed your website/company; visited your website; looking at your website; your
website/site is not/isn't; book/books more/qualified/demos/meetings; qualified
leads/meetings/prospects/appointments; more leads/clients/customers/demos/sales/traffic/revenue; lead/demand
generation; new leads; sales pipeline; your pipeline; double/triple your; skyrocket; on autopilot;
rank/ranking/ranks/rankings on/higher/number/in google; page one/1; first page of; top of google; backlink;
backlinks; dofollow; guest post/posts/posting; sponsored post/article/content; link insertion; domain authority;
free audit/demo/consultation/trial/strategy/analysis/mockup; no upfront; no strings attached; no commitment; worth a
quick/15/chat/call/conversation/look; 10/15/20/30 minute/min call/chat/demo/intro; quick 15/10; open to
a/learning/seeing/hearing/exploring/chatting; right person to; best person to; who handles; who would be the; whom
should i; decision maker; decision makers; not interested; no longer wish to hear; bumping this; bump this;
float/floating this; circling back; top of your inbox; close your file; our platform helps; our solution/software
helps; our services include; we specialize/specialise in; we offer/provide high/professional; we are a
leading/professional/manufacturer/supplier/company/team; leading/professional
manufacturer/supplier/provider/exporter of; manufacturer of; competitive price/prices/pricing; best price; years
of/experience experience/in; offshore; white label; app development; website design/redesign/development;
attendee/attendees list/lists; working capital; dedicated developers; virtual assistant/assistants;
grow/growing/scale/scaling your business/company/revenue/agency/team; increase/boost your
sales/revenue/traffic/visibility/conversions; see how we; show you how; are you struggling; struggling to/with; pain
points; ai sdr; press/media coverage; get featured; special introductory""",
    "phish": """
verify/confirm/validate/update/provide/submit/enter your
account/identity/information/details/password/data/mailbox/email/billing/payment/credentials/card/banking/wallet/address;
account has been/was/will/is suspended/limited/locked/blocked/restricted/disabled/deactivated; account will
be/expire suspended/limited/locked/blocked/closed/terminated/deactivated/deleted/disabled; your account is;
unusual/suspicious activity/sign/login/transaction/transactions; within/in the/next 24/48/12/72 hours/hrs; within/in
24/48/12/72 hours/hrs; avoid/prevent suspension/deactivation/termination/interruption/service; permanent/permanently
deactivation/deactivated/closed/deleted/suspended; storage limit/quota; mailbox is/has full/almost/exceeded/reached;
mailbox quota; quota exceeded; unable to deliver your; could not be delivered; unpaid shipping/delivery/customs/fee;
shipping/delivery/customs/redelivery fee; returned to the sender; return to sender; re schedule/redelivery your;
failure to do so; attention user; undelivered/pending/held messages/mails/emails; your password expires/will;
password will expire; keep your/same current/password; click here/below to/and
verify/confirm/validate/update/keep/avoid; tax refund; refund of; you are/have eligible/entitled for/to;
secure/encrypted document/message/fax waiting/shared; new voicemail/voice; seed/recovery phrase""",
    "stock": """
how did we do; need help/assistance/support; have/got/any/more questions/question; have a question/story; questions;
not you; wasn't you; didn't ask/request/make; did you not; didn't/don't recognise/recognize; have feedback; tell us
what you think; leave/write us/a review; review/rate us/your/our; please rate/review us/our/your; can't see/read
this/the; trouble viewing/reading; want to stop; no longer want; missed it; enjoying this/our; was this
email/helpful; what's new; ready to; looking for more; want more/to unsubscribe/stop""",
    "scam": """
make money; earn money; extra income; earn up; earn thousands; work from/at home; home based business; financial
freedom/independence; get rich; get paid; million dollars/usd/euro; million united states dollars; million us
dollars; us million; next of kin; transfer of funds; transfer the funds; foreign account; inheritance; beneficiary;
bank of nigeria; strictly confidential; investment advice; investment opportunity; stock alert/pick/report; hot
stock; otc bb; winning numbers; you have won; you've won; you are a winner; lottery; lotto; viagra; cialis;
pharmacy; weight loss; lose weight; lose up; burn fat; diet pill/pills; anti aging; growth hormone; hgh; enlarge;
enlargement; penis; sexual; xxx; porn; nude; hardcore; webcam; horny; sexy; casino; casinos; poker; gambling; bet
now; mortgage rates/rate/loans/quote; home loan; lower your monthly; consolidate your; credit repair; bad credit;
cash advance; verify your account/identity/information; confirm your account/password/identity; account has been/was
suspended/limited/locked; account will be closed/suspended/terminated; unusual activity/sign; update your
account/billing/payment; guaranteed income/results/to; no experience; no selling; 100 guaranteed/free/legal; this is
not spam; not spam; bulk email; million emails; opt in list; mlm; multi level; residual income; home workers; cable
descrambler; descrambler; university diploma/diplomas; diplomas; rolex; replica; russian women/girls; meet singles;
herbal; online pharmacy; see your computer; dear winner; claim your; cash bonus; fwd cash; your winnings; unclaimed;
sum of us; gift cards/card; search engine ranking/placement; legal in; government grants; hair loss; wrinkles;
steam/itunes/amazon/google card/cards; new/updated/changed/different bank/banking/account/payment/remittance
details/information/account/instructions/below; updated banking/bank/account; change of/in bank/banking/account;
changed our bank/banking/account; our usual/old account; account below; new account for; late husband; deceased
client; unclaimed funds/inheritance/estate; compensation fund; western union; moneygram; atm card; investment
partner; trusted partner; confidential business/transaction/proposal/task; urgent and confidential; are you at your
desk; at your desk; can't talk; cannot talk; hacked your; infected your; your webcam; i recorded you; pay in; send
bitcoin; forex; guaranteed profit/profits/returns; loan offer/at; low interest""",
    "attach": """
please find attached/enclosed; find attached; i have attached; i've attached; we have attached; we've attached; i
attach; i am attaching; i'm attaching; we are attaching; attached is/are; attached you will find; attached please
find; see attached; see the attached; in the attachment; as an attachment; enclosed is/are; i have enclosed; i
enclose; the attached file/document/report/invoice/contract/pdf/spreadsheet/presentation""",
    "yours": """
your attachment/attachments; your attached; you attached; you sent; you have attached; you've attached; you
enclosed; thank you for the attached; thanks for the attached; thank you for attaching; you shared; received the
attached; unable to open; cannot open; can't open; couldn't open; could you attach; please attach""",
    "commit": """
i will; i'll; we will; we'll; i can; we can; i promise; we promise; i guarantee; we guarantee; i agree; we agree; i
accept; we accept; i confirm; we confirm; i commit; we commit; i hereby; we hereby; you will receive; you'll
receive; you will get; we are happy to; i am happy to; happy to; we are going to; i am going to""",
    "costly": """
refund; refunded; reimburse; reimbursement; discount; guarantee; guaranteed; free of charge; at no cost; no charge;
waive; compensate; compensation; warranty; pay; payment; replace; replacement; sign; deliver; ship; credit; upgrade;
hire; purchase; buy; contract; promise""",
    "receipt": """
receipt; your order; order confirmation; payment received; thank you for your order/purchase/payment; payment
confirmation; your purchase; amount paid; your receipt; order confirmed; your payment; your
invoice/bill/subscription/booking/reservation/statement""",
    "invoice": "invoice; invoices; amount due; payment due; balance due; overdue; billing statement; purchase order",
    "meeting": """
meeting; meet; conference call; calendar invite; invitation; agenda; reschedule; appointment; lunch; conf call;
available for a call; schedule a call; zoom; teams call; interview; invite""",
    "travel": """
flight; flights; itinerary; hotel; boarding pass; check in; airline; reservation; booking; trip; airfare""",
    "shipping": """
shipped; shipment; tracking number; out for delivery; delivered; has been dispatched; on its way; track your
package; parcel; delivery date; has shipped; has been shipped/dispatched/delivered; your parcel/package/delivery""",
    "support": """
support ticket; ticket; help desk; bug; error; not working; doesn't work; does not work; issue with; problem with;
troubleshoot; broken""",
    "sales": """
quote; quotation; pricing; proposal; price list; demo; request for proposal; rfp; interested in buying; interested
in your; your products/product/services""",
    "legal": """
agreement; contract; nda; confidentiality; attorney; court; lawsuit; legal; terms and conditions; settlement;
compliance; amendment; subpoena; gdpr; clause""",
    "hiring": """
job; resume; cv; candidate; position; interview; internship; hiring; recruiter; job application; cover letter;
headhunter; salary""",
    "security": """
password; security alert; sign in attempt; new sign; new login; verification code; two factor; 2fa; suspicious;
unauthorized; virus; phishing; data breach; vulnerability""",
    "introduction": """
introduce you; introduce myself; introducing; my name is; nice to meet you; meet my; put you in touch; pleased to
meet; connecting you""",
    "follow_up": """
following up; follow up; followup; checking in; just checking; any update; any news; gentle reminder; friendly
reminder; circling back; still waiting; haven't heard; have not heard; bumping; reminder""",
}
