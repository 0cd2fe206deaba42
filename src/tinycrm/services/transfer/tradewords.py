"""What the columns, words and files of sales and the nouns beside them are called, in six languages.

They are written as people write them, and compared folded. A key with `.foreign_id` is the id of the record that a row
leads to, one with `.email` its e-mail.
"""

from __future__ import annotations

# the nouns of this module, and what tells their files: columns that a table of something else does not have together
SURE: dict[str, tuple[tuple[str, ...], ...]] = {
    "sale": (("amount", "sold_on"),),
    "subscription": (("amount", "start_on"), ("amount", "interval")),
    "expense": (("amount", "spent_on"),),
    "ticket": (("title", "opened_at"), ("title", "created_at")),
    "feedback": (("score",),),
    "campaign": (("name", "started_on"), ("name", "budget"), ("name", "channel")),
    "segment": (("name", "where"),),
}

_COMPANY = (
    "company, company name, account, account name, organization, organisation, client, customer, customer name, buyer,"
    "компания, название компании, организация, название организации, фирма, контрагент, клиент, покупатель, заказчик,"
    "شرکت, نام شرکت, سازمان, مشتری, نام مشتری, خریدار, Firma, Firmenname, Unternehmen, Kunde, Kundenname, Käufer,"
    "société, nom de la société, entreprise, client, nom du client, acheteur,"
    "empresa, nombre de la empresa, compañía, cliente, nombre del cliente, comprador"
)
_COMPANY_ID = "company id, account id, organization id, organisation id, associated company id"
_CONTACT = (
    "contact, contact name, contact person, person, primary contact, respondent, requester, requester name, reporter,"
    "контакт, контактное лицо, имя контакта, человек, респондент, заявитель, مخاطب, نام مخاطب, شخص, پاسخ‌دهنده,"
    "درخواست‌کننده, Kontakt, Kontaktperson, Ansprechpartner, Ansprechpartnerin, Melder, personne, interlocuteur,"
    "nom du contact, demandeur, contacto, persona, persona de contacto, solicitante"
)
_CONTACT_ID = "contact id, person id, associated contact id, requester id"
_EMAIL = (
    "email, e-mail, email address, customer email, contact email, requester email, buyer email, почта, эл. почта,"
    "электронная почта, ایمیل, پست الکترونیک, E-Mail-Adresse, Mailadresse, courriel, adresse e-mail, correo,"
    "correo electrónico"
)
_PARTY = {
    "company": _COMPANY,
    "company.foreign_id": _COMPANY_ID,
    "contact": _CONTACT,
    "contact.foreign_id": _CONTACT_ID,
    "contact.email": _EMAIL,
}
_DEAL = (
    "deal, deal name, opportunity, opportunity name, сделка, название сделки, معامله, نام معامله, Geschäft,"
    "Verkaufschance, affaire, opportunité, negocio, oportunidad"
)
_DEAL_ID = "deal id, opportunity id, associated deal id"
_CAMPAIGN = "campaign, campaign name, кампания, рекламная кампания, کمپین, کارزار, Kampagne, campagne, campaña"
_CAMPAIGN_ID = "campaign id"
_AMOUNT = (
    "amount, total, total amount, order total, sum, price, net amount, value, revenue, сумма, итого, стоимость, цена,"
    "مبلغ, مبلغ کل, قیمت, جمع, Betrag, Summe, Gesamtbetrag, Umsatz, Preis, montant, total, prix, importe, monto,"
    "precio, valor"
)
_CURRENCY = "currency, currency code, валюта, ارز, واحد پول, Währung, devise, monnaie, moneda, divisa"
_PRODUCT = (
    "product, product name, item, item name, article, sku, service, description, товар, продукт, услуга, наименование,"
    "محصول, کالا, نام محصول, خدمت, شرح, Produkt, Artikel, Ware, Leistung, Bezeichnung, produit, article, prestation,"
    "désignation, producto, artículo, servicio, concepto"
)
_OWNER = (
    "owner, sales owner, sales agent, sales rep, salesperson, rep, agent, assigned to, assignee, responsible,"
    "ответственный, менеджер, исполнитель, مسئول, کارشناس, کارشناس فروش, zuständig, Betreuer, verantwortlich,"
    "Bearbeiter, responsable, commercial, propietario"
)
_NOTE = (
    "note, notes, comment, comments, заметка, заметки, примечание, комментарий, یادداشت, توضیح, توضیحات, Notiz,"
    "Notizen,"
    "Bemerkung, Bemerkungen, Kommentar, remarque, remarques, commentaire, nota, notas, observaciones, comentario"
)
_CHANNEL = (
    "channel, source, medium, канал, источник, کانال, منبع, Kanal, Quelle, canal, source, origine, fuente, origen, via"
)
_DAY = "date, day, дата, день, تاریخ, روز, Datum, Tag, jour, fecha, día"
_ID = (
    "id, record id, external id, internal id, number, no, nr, идентификатор, номер, شناسه, شماره, Kennung, Nummer,"
    "identifiant, numéro, identificador, número"
)
_CREATED = (
    "create date, created date, created time, creation date, дата создания, تاریخ ایجاد, Erstellungsdatum,"
    "date de création, fecha de creación"
)

HEADERS: dict[str, dict[str, str]] = {
    "sale": {
        **_PARTY,
        "amount": _AMOUNT + ", sale, sales, sale amount",
        "currency": _CURRENCY,
        "sold_on": _DAY
        + ", sale date, order date, invoice date, purchase date, payment date, transaction date, paid on,"
        "paid at, дата продажи, дата заказа, дата оплаты, дата покупки, تاریخ فروش, تاریخ سفارش, تاریخ خرید,"
        "تاریخ پرداخت, Verkaufsdatum, Bestelldatum, Rechnungsdatum, Kaufdatum, Zahlungsdatum, date de vente,"
        "date de commande, date de facture, date d'achat, date de paiement, fecha de venta, fecha de pedido,"
        "fecha de factura, fecha de compra, fecha de pago",
        "product": _PRODUCT,
        "quantity": "quantity, qty, units, pieces, количество, кол-во, تعداد, مقدار, Menge, Anzahl, Stück, quantité,"
        "cantidad",
        "deal": _DEAL,
        "deal.foreign_id": _DEAL_ID,
        "subscription": "subscription, подписка, اشتراک, Abonnement, Abo, abonnement, suscripción",
        "subscription.foreign_id": "subscription id",
        "due_on": "due date, due day, for due day, срок, سررسید, fällig am, Fälligkeitsdatum, échéance, vencimiento",
        "campaign": _CAMPAIGN,
        "campaign.foreign_id": _CAMPAIGN_ID,
        "refund_of": "refund of, refunds, refunded order, original order, original sale, возврат по, исходная продажа,"
        "برگشت از, Erstattung von, Gutschrift zu, remboursement de, reembolso de",
        "owner": _OWNER,
        "note": _NOTE,
        "created_at": _CREATED,
        "foreign_id": _ID + ", sale id, order id, order number, order no, invoice id, invoice number, transaction id,"
        "payment id, номер заказа, номер счёта, شماره سفارش, شماره فاکتور, Bestellnummer, Rechnungsnummer,"
        "numéro de commande, numéro de facture, número de pedido, número de factura",
    },
    "subscription": {
        **_PARTY,
        "amount": _AMOUNT + ", monthly charge, monthly charges, monthly amount, plan amount, recurring amount, mrr,"
        "абонентская плата, حق اشتراک, Monatsbetrag, abonnement mensuel, cuota, cuota mensual",
        "currency": _CURRENCY,
        "interval": "interval, every, billing interval, billing period, billing cycle, frequency, recurrence, период,"
        "периодичность, интервал, دوره, دوره پرداخت, بازه, Intervall, Abrechnungszeitraum, Turnus, Zahlweise,"
        "périodicité, fréquence, intervalle, periodicidad, frecuencia, intervalo",
        "start_on": "start, start date, started, started at, started on, current period start, subscribed on, begin,"
        "begin date, дата начала, начало, تاریخ شروع, شروع, Beginn, Startdatum, Vertragsbeginn, début, date de début,"
        "inicio, fecha de inicio",
        "end_on": "end, end date, ended, ended at, expiry date, expires, last day, дата окончания, окончание,"
        "تاریخ پایان, پایان, انقضا, Ende, Enddatum, Vertragsende, fin, date de fin, fecha de fin, vencimiento",
        "trial_until": "trial until, trial end, trial ends, trial end date, trial ends at, пробный период до,"
        "پایان دوره آزمایشی, Testphase bis, Probezeit bis, essai jusqu'au, fin d'essai, prueba hasta,"
        "fin de la prueba",
        "cancelled_on": "cancelled, cancelled on, cancelled at, canceled, canceled on, canceled at, cancellation date,"
        "дата отмены, отменена, تاریخ لغو, gekündigt am, Kündigungsdatum, résilié le, date de résiliation,"
        "cancelado el, fecha de cancelación",
        "product": _PRODUCT
        + ", plan, plan name, tariff, tariff plan, subscription, subscription name, тариф, подписка,"
        "طرح, تعرفه, اشتراک, Tarif, Abonnement, Abo, Vertrag, abonnement, formule, offre, suscripción, tarifa",
        "deal": _DEAL,
        "deal.foreign_id": _DEAL_ID,
        "owner": _OWNER,
        "note": _NOTE,
        "foreign_id": _ID + ", subscription id, subscription number, contract number, номер подписки, номер договора,"
        "شماره اشتراک, شماره قرارداد, Vertragsnummer, numéro de contrat, número de contrato",
    },
    "expense": {
        "title": "title, name, subject, description, item, purpose, supplier, vendor, payee, название, наименование,"
        "назначение, статья, статья расходов, поставщик, عنوان, شرح, بابت, Titel, Bezeichnung, Zweck, Verwendungszweck,"
        "Beschreibung, titre, libellé, objet, désignation, fournisseur, concepto, descripción, proveedor",
        "amount": _AMOUNT + ", cost, costs, spend, spent amount, expense, расход, расходы, затраты, هزینه, Kosten,"
        "Ausgabe, coût, dépense, gasto, costo, coste",
        "currency": _CURRENCY,
        "spent_on": _DAY + ", expense date, spend date, payment date, paid on, invoice date, дата расхода, дата оплаты,"
        "تاریخ هزینه, تاریخ پرداخت, Ausgabedatum, Zahlungsdatum, Rechnungsdatum, date de dépense, date de paiement,"
        "fecha de gasto, fecha de pago",
        "kind": "kind, type, category, area, department, тип, вид, категория, نوع, دسته, Art, Typ, Kategorie, Bereich,"
        "type, catégorie, nature, tipo, categoría",
        "channel": _CHANNEL,
        "campaign": _CAMPAIGN,
        "campaign.foreign_id": _CAMPAIGN_ID,
        "owner": _OWNER,
        "note": _NOTE,
        "created_at": _CREATED,
        "foreign_id": _ID + ", expense id, invoice number, receipt number, номер счёта, شماره فاکتور, Belegnummer,"
        "Rechnungsnummer, numéro de facture, número de factura",
    },
    "ticket": {
        **_PARTY,
        "title": "title, name, subject, ticket, ticket name, ticket subject, request, issue, summary, тема, название,"
        "обращение, заявка, запрос, عنوان, موضوع, تیکت, درخواست, Titel, Betreff, Anfrage, Vorgang, titre, sujet, objet,"
        "demande, título, asunto, solicitud, incidencia",
        "status": "status, state, ticket status, stage, статус, состояние, وضعیت, Zustand, statut, état, estado",
        "priority": "priority, ticket priority, urgency, приоритет, важность, اولویت, Priorität, Dringlichkeit,"
        "priorité, urgence, prioridad, urgencia",
        "channel": _CHANNEL,
        "opened_at": "opened, opened at, opened on, created, created at, create date, created date, created time,"
        "date opened, date created, received, received at, открыт, открыта, открыто, дата открытия, создан, создана,"
        "дата создания, дата обращения, تاریخ ایجاد, تاریخ ثبت, تاریخ باز شدن, eröffnet, eröffnet am, erstellt,"
        "erstellt am, Eingang, Eingangsdatum, ouvert le, créé le, date d'ouverture, date de création, abierto el,"
        "creado el, fecha de apertura, fecha de creación, " + _DAY,
        "first_answered_at": "answered, answered at, first answered, first answer, first response, first response at,"
        "first response time, first reply, first replied at, первый ответ, дата первого ответа, اولین پاسخ,"
        "تاریخ اولین پاسخ, erste Antwort, beantwortet am, première réponse, répondu le, primera respuesta,"
        "respondido el",
        "resolved_at": "resolved, resolved at, resolved on, solved, solved at, closed, closed at, close date,"
        "date closed,"
        "date resolved, решено, решён, решена, дата решения, закрыт, закрыта, дата закрытия, حل شده, تاریخ حل,"
        "تاریخ بستن, تاریخ بسته شدن, gelöst, gelöst am, geschlossen am, erledigt am, résolu le, fermé le, clos le,"
        "date de résolution, date de clôture, resuelto el, cerrado el, fecha de resolución, fecha de cierre",
        "reopenings": "reopenings, reopens, reopen count, reopened, переоткрытия, بازگشایی, Wiedereröffnungen,"
        "réouvertures, reaperturas",
        "minutes": "minutes, time spent, effort, minutes spent, минуты, время, трудозатраты, دقیقه, زمان صرف شده,"
        "Minuten, Aufwand, temps passé, minutos, tiempo empleado",
        "deal": _DEAL,
        "deal.foreign_id": _DEAL_ID,
        "tags": "tags, tag, labels, теги, метки, برچسب, برچسب‌ها, Schlagwörter, étiquettes, etiquetas",
        "owner": _OWNER,
        "note": _NOTE + ", description, body, описание, شرح, Beschreibung, description, descripción",
        "foreign_id": _ID
        + ", ticket id, ticket number, case id, case number, request id, номер обращения, номер заявки,"
        "شماره تیکت, Ticketnummer, Vorgangsnummer, numéro de ticket, número de ticket",
    },
    "feedback": {
        **_PARTY,
        "score": "score, rating, grade, points, mark, nps, nps score, csat, csat score, ces, ces score, оценка, балл,"
        "баллы, рейтинг, امتیاز, نمره, رتبه, Bewertung, Punkte, Note, note, score, évaluation, puntuación, nota,"
        "valoración, calificación",
        "kind": "kind, type, survey, survey type, metric, тип, вид, опрос, نوع, نظرسنجی, Art, Typ, Umfrage, type,"
        "enquête, sondage, tipo, encuesta",
        "at": _DAY + ", time, date and time, timestamp, submitted, submitted at, answered at, responded at,"
        "response date, survey date, completed at, дата ответа, дата и время, дата опроса, تاریخ پاسخ, تاریخ و زمان,"
        "Zeitpunkt, Antwortdatum, beantwortet am, date de réponse, date et heure, fecha de respuesta, fecha y hora,"
        + _CREATED,
        "comment": "comment, comments, text, note, answer, response, feedback, review, verbatim, комментарий, отзыв,"
        "текст, ответ, نظر, توضیح, توضیحات, متن, بازخورد, Kommentar, Text, Rückmeldung, Anmerkung, commentaire, texte,"
        "avis, réponse, comentario, texto, respuesta, opinión",
        "ticket": "ticket, case, request, обращение, заявка, تیکت, Ticket, Vorgang, demande, solicitud",
        "ticket.foreign_id": "ticket id, ticket number, case id, case number",
        "sale": "sale, order, продажа, заказ, فروش, سفارش, Verkauf, Bestellung, vente, commande, venta, pedido",
        "sale.foreign_id": "sale id, order id, order number",
        "owner": _OWNER,
        "foreign_id": _ID + ", feedback id, response id, survey response id, answer id",
    },
    "campaign": {
        "name": "name, title, campaign, campaign name, название, наименование, кампания, название кампании, نام, عنوان,"
        "کمپین, نام کمپین, کارزار, Kampagne, Kampagnenname, Titel, nom, campagne, nom de la campagne, titre, nombre,"
        "campaña, nombre de la campaña",
        "channel": _CHANNEL + ", type, campaign type, тип, نوع, Typ, Art, tipo",
        "budget": "budget, budgeted cost, planned cost, amount, бюджет, بودجه, Etat, presupuesto",
        "currency": _CURRENCY,
        "started_on": "start, started, start date, started on, begin, дата начала, начало, تاریخ شروع, شروع, Beginn,"
        "Startdatum, début, date de début, inicio, fecha de inicio, " + _DAY,
        "ended_on": "end, ended, end date, ended on, дата окончания, окончание, تاریخ پایان, پایان, Ende, Enddatum,"
        "fin,"
        "date de fin, fecha de fin",
        "owner": _OWNER,
        "note": _NOTE + ", description, описание, شرح, Beschreibung, descripción",
        "created_at": _CREATED,
        "foreign_id": _ID + ", campaign id",
    },
    "segment": {
        "name": "name, title, segment, segment name, название, сегмент, نام, عنوان, بخش, Titel, Segment, nom, titre,"
        "nombre, segmento",
        "where": "where, filter, condition, rule, query, фильтр, условие, فیلتر, شرط, Filter, Bedingung, filtre,"
        "condition, filtro, condición",
        "noun": "noun, of, record, kind of record",
        "note": _NOTE,
        "foreign_id": _ID + ", segment id",
    },
}

# words in the names of files
FILES = {
    "sale": "sale order invoice payment transaction purchase продаж заказ оплат فروش سفارش verkaufe umsatz bestellung"
    " rechnung vente commande facture venta pedido factura",
    "subscription": "subscription recurring подписк اشتراک abonnement abos vertrage suscripcion",
    "expense": "expense cost spend расход затрат هزینه ausgabe kosten depense gasto",
    "ticket": "ticket case support request обращени заявк тикет تیکت درخواست anfrage vorgang demande incidencia",
    "feedback": "feedback survey nps csat review rating отзыв опрос оценк بازخورد نظرسنجی umfrage bewertung avis"
    " sondage enquete encuesta opinion",
    "campaign": "campaign кампани کمپین کارزار kampagne campagne campana",
    "segment": "segment сегмент segmento",
}

_PRIORITY = {
    "high": "urgent, critical, highest, blocker, p1, высокий, высокая, важно, срочно, срочный, زیاد, بالا, فوری, hoch,"
    "dringend, haute, élevée, urgente, alta",
    "normal": "medium, moderate, default, standard, p2, обычный, обычная, средний, средняя, نرمال, عادی, متوسط, mittel,"
    "normale, moyenne, media",
    "low": "lowest, minor, trivial, p3, p4, низкий, низкая, کم, پایین, niedrig, gering, basse, faible, baja",
}
# choices that a column holds: noun → field → our word → theirs
WORDS: dict[str, dict[str, dict[str, str]]] = {
    "ticket": {"priority": _PRIORITY},
    "expense": {
        "kind": {
            "marketing": "advertising, advertisement, ads, promotion, маркетинг, реклама, продвижение, بازاریابی,"
            "تبلیغات,"
            "Werbung, publicité, publicidad",
            "sales": "selling, продажи, сбыт, فروش, Vertrieb, Verkauf, ventes, vente, ventas",
            "service": "support, customer service, сервис, обслуживание, поддержка, خدمات, پشتیبانی, Kundendienst,"
            "Betreuung, service client, assistance, servicio, soporte, atención al cliente",
        }
    },
    "feedback": {
        "kind": {
            "nps": "net promoter score, recommendation, рекомендация, توصیه, Weiterempfehlung, recommandation,"
            "recomendación",
            "csat": "customer satisfaction, satisfaction, удовлетворённость, رضایت, Zufriedenheit, satisfacción",
            "ces": "customer effort score, effort, усилия, تلاش, Aufwand, esfuerzo",
        }
    },
    "subscription": {
        "interval": {
            "week": "wöchentlich, Woche, hebdomadaire, semaine, semanal, semana",
            "month": "month-to-month, per month, mo, monatlich, Monat, mensuel, mensuelle, mois, mensual, mes",
            "3 months": "vierteljährlich, quartalsweise, Quartal, Vierteljahr, trimestriel, trimestrielle, trimestre,"
            "trimestral",
            "6 months": "half-yearly, semiannual, halbjährlich, Halbjahr, semestriel, semestre, semestral,"
            "раз в полгода",
            "12 months": "per year, yr, annum, jährlich, Jahr, annuel, annuelle, an, année, anual, año",
        }
    },
}
