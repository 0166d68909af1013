skip = Ir al contenido
nav = Principal
nav-worklist = Lista de trabajo
nav-left = Nadie se pierde
nav-new = Nueva admisión
role = Soy
role-assistant = asistente médico
role-clinician = profesional clínico
role-author = autor de reglas
role-switch = Cambiar
language = Idioma
patient = Paciente
foot = Spinepath apoya a los profesionales clínicos; nunca diagnostica. Los roles son una demostración: todavía no hay inicio de sesión.
back = Volver

home-title = Spinepath
home-lead = Rellene una admisión con el paciente presente, o revise lo que ha llegado.
home-drafts = Formularios sin enviar
home-no-drafts = Ninguno.
home-paper = Formularios para rellenar en papel
home-rules = Reglas { $release }, perfil { $profile }.
home-not-deciding = Ahora no se decide ningún formulario: { $why }

unsaved-again = No guardado: el servicio no responde. Se intenta de nuevo; deje esta página abierta y no se pierde nada de lo escrito.
unsaved-refused = No guardado: este formulario ya se envió, o está abierto para otro paciente. Vuelva a cargar la página para verlo.
saved-at = Guardado { $at } UTC por { $by }
error-title = {"Error: "}
faults-title = Hay un problema

start-title = Nueva admisión
start-identifier = Número del paciente
start-family = Apellidos
start-given = Nombre
start-born = Fecha de nacimiento
start-born-hint = Por ejemplo 1971-03-02 o 2 de marzo de 1971.
start-sex = Sexo registrado al nacer
start-day = Día de las respuestas
start-day-hint = Hoy, salvo que pase respuestas de papel: entonces, el día en que se dieron.
start-go = Empezar las preguntas

follow-up-title = Seguimiento
follow-up-lead = Pregunte de nuevo lo que puede haber cambiado: cada pregunta de seguridad se hace otra vez. Lo que no cambia queda como se dio.
follow-up-latest = El último formulario de este caso es del { $day }.
follow-up-started = Empezados y sin enviar
follow-up-continue = Continuar
follow-up-back = Volver al caso
last-time = La última vez: { $answer }, { $day }

sex-female = femenino
sex-male = masculino
sex-intersex = intersexual
banner = nacimiento { $born } ({ $age } años), { $sex }, número { $number }

save = Guardar
sections = Secciones
section-more = { $n ->
    [one] Mostrar 1 pregunta más de esta sección
   *[other] Mostrar { $n } preguntas más de esta sección
}
go-check = Revisar y enviar
for-clinician = clínico

answer-yes = Sí
answer-no = No
answer-unknown = No se sabe
answer-not-asked = Sin preguntar
answer-none = Ninguna de estas
answer-clear = Sin preguntar
key-yes = s
key-no = n
key-unknown = d
hint-date = una fecha, o "hace 3 semanas"
body-left = IZQUIERDA del paciente
body-right = DERECHA
unusual = ¿Es correcto { $answer }? Si no, cámbielo.
used-as = se usa como { $value }
week-of = semana del { $day }
kept = Se guarda, pero no se usa: otra respuesta dice que no corresponde.
both = Otra persona respondió esto al mismo tiempo. Usted puso: { $mine }. Aquí está lo suyo; elija uno.

fault-number = Escriba un número, con unidad si quiere: 82 kg, 180 lb, 3 semanas.
fault-date = Escriba una fecha: 2026-11-14, 14 nov, o hace 3 semanas.
fault-words = Elija respuestas compatibles, o solo "no se sabe".
fault-minimum = Escriba al menos { $limit }.
fault-maximum = Escriba como máximo { $limit }.
fault-multipleof = Escriba un múltiplo de { $limit }.
fault-minlength = Escriba al menos { $limit } caracteres.
fault-maxlength = Escriba como máximo { $limit } caracteres.
fault-pattern = Use solo los caracteres permitidos aquí.
fault-required = Rellene este dato.
fault-enum = Elija una de las respuestas.
fault-format = Escriba una fecha que exista: 1971-03-02.
fault-after-assessment = Escriba un día que no sea posterior al de las respuestas.
fault-before-birth = Escriba un día que no sea anterior al nacimiento.
fault-before-latest-form = Escriba un día que no sea anterior al del último formulario de este caso.
fault-maximum-age = Compruebe la fecha de nacimiento: nadie tiene más de { $limit } años.
fault-not-in-the-future = Escriba un día que no esté en el futuro.
fault-unreadable = Escríbalo de forma que se pueda leer, o quítelo.

panel = Urgencia hasta ahora
panel-settled = Ninguna pregunta abierta puede cambiar esto. Puede dejar de preguntar.
panel-left = { $n ->
    [one] Queda 1 pregunta que puede cambiar la respuesta
   *[other] Quedan { $n } preguntas que pueden cambiar la respuesta
}
panel-left-safety = { $n ->
    [one] Queda 1 pregunta de seguridad que puede cambiar la respuesta
   *[other] Quedan { $n } preguntas de seguridad que pueden cambiar la respuesta
}
panel-later = Después de estas, otras preguntas también pueden cambiarla.
panel-next = Pregunte ahora:
panel-clinician = { $n ->
    [one] 1 más es para el profesional clínico.
   *[other] { $n } más son para el profesional clínico.
}
panel-elsewhere = { $n ->
    [one] 1 más no está en este formulario: está en el de la primera visita.
   *[other] { $n } más no están en este formulario: están en el de la primera visita.
}
panel-unused = { $n ->
    [one] 1 dato no se puede usar todavía y cuenta como sin preguntar.
   *[other] { $n } datos no se pueden usar todavía y cuentan como sin preguntar.
}
panel-why = Por qué
panel-not-ruled-out = { $title }: todavía sin descartar
panel-could-become = Todavía puede llegar a { $urgency }.
panel-at-least = Al menos { $certain }. Todavía puede llegar a { $urgency }.
alert-emergency = EMERGENCIA: pare aquí y busque ahora a un profesional clínico.
announce = Urgencia ahora: { $urgency }. { $open }

band-emergency = EMERGENCIA
band-same-day = HOY
band-two-weeks = 2 SEMANAS
band-routine = RUTINA
band-conservative = CUIDADO CONSERVADOR
band-open = SIN DECIDIR

check-title = Revisar y enviar
check-unusual = Números para revisar
check-missing = Preguntas de seguridad sin respuesta
check-missing-note = Quedan abiertas: una pregunta sin respuesta nunca es un "no". Hágalas ahora si puede.
send = Enviar
back-to-form = Volver al formulario
change = Cambiar

sent-title = Enviado
step-emergency = Busque ahora a un profesional clínico y quédese con el paciente.
step-could-be-emergency = Avise ahora a un profesional clínico: respuestas abiertas podrían hacer de esto una emergencia.
step-same-day = Avise a un profesional clínico antes de que el paciente se vaya: esto es para hoy.
step-two-weeks = Dé la cita en menos de dos semanas antes de que el paciente se vaya.
step-routine = Dé la próxima cita ordinaria.
step-conservative = Imprima la hoja para el paciente y dé la cita de revisión.
open-case = Abrir el caso
open-signed = Resumen como se firmó (PDF)
open-summary = Resumen para el clínico (PDF)
open-handout = Hoja para el paciente (PDF)
not-your-patient-title = Esta página es de otro paciente
not-your-patient = No se guardó nada. Abra el formulario del paciente correcto desde la primera página.

worklist-title = Lista de trabajo
worklist-why = Por qué está aquí
worklist-due = Tiempo restante
worklist-owner = A cargo de
worklist-about = nacimiento { $born }, número { $number }
worklist-no-reason = Vea el caso
worklist-agreed = Un clínico estuvo de acuerdo.
worklist-changed = Un clínico lo cambió a { $urgency }.
worklist-provisional = Sin resolver.
worklist-empty = No hay casos aquí.
worklist-find = El número o el apellido empieza por
worklist-find-go = Buscar
worklist-next = Siguientes
worklist-whole = Lista completa
worklist-new = { $n ->
    [one] 1 nuevo, mostrar
   *[other] { $n } nuevos, mostrar
}
take = Tomar
filter-state = Revisión
filter-awaiting = pendientes
filter-reviewed = revisados
filter-all = todos
filter-owner = A cargo
filter-anyone = cualquiera
filter-mine = míos
filter-nobody = nadie
filter-settled = Respuesta
filter-either = todas
filter-provisional = sin resolver
due-none = sin fecha límite
due-today = vence hoy
due-left = { $n ->
    [one] queda 1 día
   *[other] quedan { $n } días
}
due-over = { $n ->
    [one] 1 día de retraso
   *[other] { $n } días de retraso
}

case-title = Caso
case-first = En breve
case-more-reasons = { $n ->
    [one] 1 razón más abajo
   *[other] { $n } razones más abajo
}
case-change = Qué lo cambiaría
case-reasons = Razones
case-also = También se pide
case-sources = Fuentes
case-trace = Todas las reglas examinadas
trace-fired = Se cumplen
trace-unknown = Esperan una respuesta
trace-silent = No se aplican
case-pain = Dónde y cuánto duele
case-flags = Preguntas de seguridad
flags-present = Presentes
flags-open = No se sabe o sin preguntar
flags-absent = Preguntadas y ausentes
case-examination = Exploración
case-background = Antecedentes
case-visits = Visitas
visit-day = Día
visit-urgency = Decisión
visit-superseded = sustituida
pain-title = Dolor medio de siete días, de 0 a 10
pain-of-ten = { $n } de 10
pain-not-given = no consta
pain-described = De { $from } el { $first } a { $to } el { $last }. La tabla de abajo tiene todas las visitas.
case-said = Revisiones
case-nothing-said = Ningún clínico ha revisado este caso todavía.
case-documents = Documentos e historial
case-nobody = Nadie ha tomado este caso.
open-trace = Traza (JSON)
open-audit = Quién hizo qué

review-title = Su revisión
review-agree = De acuerdo
review-change = Cambiar la urgencia
review-urgency = Urgencia
review-reason = Motivo
review-text = Con sus palabras (opcional)
review-change-go = Cambiar
review-by = { $by }, { $at } UTC
review-agreed = De acuerdo: { $urgency }.
review-changed = Cambiado a { $urgency }: { $reason }.
review-earlier = sobre una decisión anterior
reason-patient-ineligible = no se aplica a este paciente
reason-action-completed = ya está hecho
reason-need-more-info = antes hace falta más información
reason-inappropriate-recipient = debe decidirlo otra persona
reason-does-not-align-latest-evidence = no concuerda con la evidencia más reciente
reason-risk-benefit-ratio = el riesgo y el beneficio son otros en este paciente
reason-limited-time = no hay tiempo en esta visita
fault-unchanged = Esta es la urgencia de la decisión: elija "De acuerdo".
confirm-title = Está bajando una emergencia
confirm-sentence = Este caso es, o aún podría ser, una EMERGENCIA. ¿Bajarlo a { $urgency }?
confirm-lead = La decisión queda registrada junto con su revisión. Todavía no se ha cambiado nada.
confirm-back = Volver sin cambiar nada
confirm-go = Bajarlo
superseded-title = El caso ha avanzado
superseded = Hay una decisión o revisión más reciente. No se guardó nada: lea el caso de nuevo y revise lo que vale ahora.

audit-title = Quién hizo qué
audit-lead = Todo lo hecho con este caso, lo más antiguo primero. Nadie puede cambiar ni ocultar una línea.
audit-at = Cuándo
audit-who = Quién
audit-what = Qué
audit-intake-submitted = Envió una admisión
audit-follow-up-submitted = Envió otro formulario
audit-review = Revisó la decisión
audit-take = Tomó el caso
audit-shadow-lowering-explained = Explicó por qué una versión candidata es menos urgente

nav-rules = Reglas
rules-title = Reglas
rules-search = Buscar
rules-go = Mostrar
rules-more = Más reglas
rules-found = { $n ->
    [one] 1 regla
   *[other] { $n } reglas, las más urgentes primero
}
rules-use = Números: los casos decididos en los últimos { $days } días, como máximo los { $most } más recientes, con cualquier versión. De cada caso cuenta la decisión vigente.
rules-fired = Se cumplió en { $fired } de { $cases } casos; en { $changed } de esos { $fired } un profesional clínico cambió la urgencia.
rule-asks = Qué pide
rule-asks-nothing = Nada por sí sola.
rule-fired-title = Cuántas veces se cumplió
rule-fired-in = Se cumplió en { $fired } de { $cases } casos decididos en los últimos { $days } días, con cualquier versión.
rule-reviewed-in = Un profesional clínico revisó { $reviewed } de esos { $fired } y cambió la urgencia en { $changed }.
rule-no-cases = No se decidió ningún caso en los últimos { $days } días.
rule-fired-not-read = No se puede leer ahora cuántas veces se cumplieron las reglas: la base de datos no responde.
rule-when = Cuándo
rule-words = Qué significan estas palabras
rule-while-unknown = Mientras falta una respuesta
rule-says = Qué dice
rule-because = Por qué
rule-thresholds = Umbrales
rule-over-time = Los umbrales en el tiempo
rule-over-time-note = Qué valor tiene cada umbral de esta regla en las versiones de este programa, decidan o no. Cada fila es la primera versión que lo tiene así.
rule-threshold = Umbral
rule-value = Valor
rule-since = Desde la versión
rule-cited = Fuente
rule-threshold-gone = ya no está
rule-evidence = Fuentes
rule-overdue = Vencida: vuelva a leer esta fuente.
rule-tests = Pruebas
rule-fires = se cumple
rule-silent = calla
rule-unknown = no se sabe

left-title = Nadie se pierde
left-lead = Quién fue enviado, quién pasó el plazo, quién tiene respuestas abiertas y qué formularios no se enviaron. Un caso o un formulario sale de esta lista solo cuando una persona lo cierra; una nueva decisión o respuesta lo devuelve.
left-none = Nadie.
left-diverted = Enviados hoy o como emergencia
left-diverted-lead = ¿Llegaron? Los cierra un médico.
left-past = Pasado el plazo
left-past-lead = Ya pasó el día en que debían ser vistos.
left-open = Respuestas abiertas
left-open-lead = La decisión aún puede cambiar: pregunte lo que falta.
left-drafts = Formularios empezados y no enviados
left-drafts-lead = Nadie ha escrito en ellos desde hace un día.
close = Cerrar
close-title = No queda nada por hacer
close-case = Cierra el caso como está decidido ahora. Queda en el registro, y una nueva decisión lo abre otra vez.
close-draft = Cierra el formulario como está. Lo escrito queda, y una nueva respuesta lo abre otra vez.
close-why = Por qué no queda nada por hacer
close-text = Con sus palabras
close-go = Cerrar
close-back = Volver
close-superseded = Hay una decisión o respuesta más nueva, o alguien ya lo cerró. No se guardó nada: mire de nuevo.
closing-seen = El paciente fue visto
closing-elsewhere = Otra persona atiende al paciente
closing-declined = El paciente no lo desea
closing-not-reached = No se pudo contactar al paciente: diga qué se intentó
closing-mistake = Entrado por error: diga qué pasó
closed-by = Cerrado: { $reason }. { $by }, { $at } UTC.
audit-close = Cerró el caso
nav-releases = Versiones
releases-title = Versiones de las reglas
releases-lead = Qué reglas están en este programa o se registraron aquí, y cómo está hoy cada versión (UTC).
releases-caption = La versión más nueva primero.
release-version = Versión
release-standing = Hoy
release-form = Formulario
release-days = Decide
release-approved = Aprobada por
release-digest = Huella
release-not-here = no está en este programa
release-compare = Qué cambió desde la versión anterior
release-coverage = Qué no han visto sus pruebas
nothing-recorded = No hay nada registrado.
nobody-approved = Nadie firmó aquí.
standing-in-force = Vigente
standing-usual = Vigente: nunca se registró nada, por eso decide la versión más nueva del programa
standing-shadow = En la sombra: decide al lado de la vigente y nadie en un caso lo ve
standing-scheduled = Programada: decide desde el { $from }
standing-withdrawn = Retirada desde el { $on } por { $by }: { $why }
standing-ended = Decidió hasta el { $on }
standing-not-activated = No activada
days-on = el { $from }
days-until = del { $from } al { $until }
days-from = desde el { $from }
acts-title = Qué se registró
acts-caption = Todo lo registrado sobre esta versión, lo más antiguo primero. Nadie puede cambiarlo ni ocultarlo.
acts-signed = Firmado por
act-release = Publicada { $days }
act-return = Repuesta { $days }
act-withdraw = Retirada { $days }

shadow-title = Al lado de la versión vigente
shadow-none = Esta versión nunca se comparó con lo decidido: `serve --shadow` nombra una candidata.
shadow-compared = Se compararon { $compared } de { $made } decisiones desde { $since }.
shadow-differ = En { $differ } de esas { $compared } algo es distinto; { $open } de ellas son menos urgentes y nadie explicó por qué.
shadow-caption = Lo que esta versión habría decidido de otro modo; lo menos urgente primero.
shadow-rules = Reglas que entraron o salieron como motivo.
shadow-what = Qué
shadow-lowered = − menos urgente
shadow-raised = + más urgente
shadow-same = misma urgencia
shadow-came = entró
shadow-went = salió
shadow-bound = Podía llegar a { $from }, ahora a { $to }.
shadow-explained = Número { $n }: lo explicó { $by }: { $why }
shadow-not-explained = Número { $n }: sin explicar.
moved-from = Antes
moved-to = Ahora
moved-by = Por
moved-lowered = − menos urgente
moved-raised = + más urgente
moved-patient = Un paciente que lo muestra
cases-count = Casos
cases-some = Algunos de ellos

compare-title = Dos versiones comparadas
compare-between = de { $from } a { $to }
compare-from = Antes
compare-to = Ahora
compare-go = Comparar
compare-forms = A quién mueve, entre todos los formularios posibles
compare-nobody = Demostrado: ningún formulario aceptable recibe otra urgencia.
compare-steps = Pasos de una urgencia a otra que puede dar un formulario: { $lowered } hacia abajo, { $raised } hacia arriba. Los que bajan van primero; cada uno tiene un paciente que lo muestra.
compare-apart = Estas versiones no se pueden comparar en todos los formularios.
compare-forms-caption = Cada paso, con cada perfil, y la regla que lo causa.
compare-denied = { $n ->
    [one] 1 pregunta más se niega.
   *[other] { $n } preguntas más se niegan.
}
compare-cases = Qué hace con los casos guardados
compare-cases-caption = Casos cuya urgencia, o a lo que podría llegar, se mueve; los menos urgentes primero.
compare-more = Lo mismo como informe, con cada paciente:
compare-written = Qué está escrito de otro modo
compare-same-words = Nada está escrito de otro modo en valores, definiciones y reglas.
compare-marks = Lo que solo está en la versión de antes va tras − y tachado; lo que solo está en la de ahora va tras + y subrayado.
cases-not-named = Qué casos son se dice solo a un autor de reglas: nadie en un caso ve lo que habría dicho otra versión.
cases-none = No hay ningún caso guardado.
cases-counts = De { $cases } casos guardados (perfil { $profile }): { $lowered } menos urgentes, { $bound } podrían llegar a menos, { $raised } más urgentes o podrían serlo, { $changed } con otras peticiones, { $same } iguales.
cases-left-out = { $cases } casos no se pudieron comparar.
cases-too-many = Hay { $cases } casos guardados: demasiados para que una página los espere.
change-new = es nueva
change-gone = ya no está
change-number = otro número con { $profile }
change-meaning = significa otra cosa
change-condition = se cumple cuando vale otra cosa
change-urgency = otra urgencia con { $profile }
change-unknown = hace otra cosa mientras falta una respuesta, o es de otro tipo
change-requests = pide otra cosa
mark-gone = quitado:
mark-new = añadido:
mark-end = (fin)
change-was = era:
change-is = es:
rule-went = salió:
rule-came = entró:
part-definition = Definición
part-rule = Regla
part-offer = Tratamientos
part-class = Clase de pacientes
part-contraindication = Contraindicación

coverage-title = No visto por una prueba
coverage-looked = { $tests } pruebas miraron { $units } condiciones con { $parts } partes.
coverage-missing = Una parte se ve cuando ella sola decide para alguien: con sí, con no y con no se sabe. Nadie en las pruebas muestra { $gaps } de { $of }.
coverage-inside-only = Solo miraron las pruebas que están dentro de la versión: los pacientes completos no son parte del programa. Para que miren también:
coverage-caption = Condiciones, primero las que tienen más pacientes ausentes. Cuántas partes se vieron decidir, de cuántas se pueden ver.
coverage-expression = Condición
coverage-gaps = Faltan
coverage-of = { $seen } de { $of }
coverage-nobody = Nadie en las pruebas se decide por una de estas:
coverage-all-seen = Alguien en las pruebas muestra cada una de sus partes.
coverage-cannot = Lo que ninguna prueba puede mostrar
coverage-never = nunca es así
coverage-never-alone = nunca decide sola
coverage-whole = Todas las condiciones
coverage-more = Más condiciones

nav-system = Sistema
system-title = Sistema
system-lead = Cómo está ahora este servicio. Nada de esto trata de un paciente, así que se puede enviar a quien ayude.
system-as-text = Lo mismo como texto, para copiar
system-caption = Qué está en marcha, y sobre qué.
system-wrong = Hay que atenderlo:
system-live = Responde
system-ready = Acepta formularios
system-program = Programa
system-clock = Reloj
system-database = Base de datos
system-migrations = Migraciones
system-migrations-are = { $applied } aplicadas, la última { $latest }; { $waiting } pendientes
system-release = Versión vigente
system-form = Formulario vigente
system-profile = Perfil
system-shadow = Versión en la sombra
system-no-shadow = ninguna
docs-title = Interfaz para programas
docs-lead = Todo lo que un programa puede pedir a este servicio, con formularios para probarlo. La descripción está en inglés.
docs-file = La descripción como archivo (OpenAPI 3.1)
docs-try = «Try it out» pregunta a este servicio y a ningún otro. Una vista previa de una decisión no guarda nada; un formulario o una revisión que se envía ahí se guarda.
docs-no-script = Esta página necesita JavaScript para mostrar la descripción. Todo está también en el archivo.
docs-made-with = Mostrado con Swagger UI 5.35.0:
docs-parts = licencias de sus partes
