/** Mountains, and the road through them: solid where it was travelled, dotted ahead. */
export function WelcomePicture() {
  return (
    <figure className="welcome">
      <svg className="welcome__picture" viewBox="0 0 360 180" aria-hidden="true" fill="none" strokeLinecap="round" strokeLinejoin="round">
        <g stroke="var(--edge)" strokeWidth="1.25" fill="var(--paper)">
          <path d="M-5 100 40 62 66 80 112 34 150 72 172 58 226 100z" />
          <path d="M112 34l9 20-6 9 8 12M40 62l5 14-4 8" fill="none" />
          <path d="M138 104 204 60 232 76 272 44 312 78 334 66 370 92v20z" />
          <path d="M272 44l8 18-6 9 7 11M204 60l5 12" fill="none" />
          <path d="M-5 106c60-16 112-14 170-4s132 6 205-10v90H-5z" />
          <path d="M-5 130c54-12 100-10 152 0s136 12 223-6v60H-5z" />
          <path d="M-5 156c66-12 122-8 178 2s122 10 197-4v30H-5z" />
        </g>
        <path d="M-4 166C20 166 40 165 60 163.5" stroke="var(--road)" strokeWidth="3" />
        <path
          d="M300 99C270 104 240 108 244 115S296 121 293 130 190 139 152 151C118 162 90 162 60 163.5"
          stroke="var(--road)"
          strokeWidth="3"
          strokeDasharray="0.1 7"
        />
        <g fill="var(--paper)" stroke="var(--road)" strokeWidth="2.5">
          <circle cx="300" cy="99" r="4" />
          <circle cx="291" cy="132" r="4.5" />
          <circle cx="156" cy="150" r="5" />
        </g>
        <circle cx="60" cy="163.5" r="6.5" fill="var(--paper)" stroke="var(--wait-mark)" strokeWidth="4" />
        <path d="M300 93V77h14l-4 4.5 4 4.5h-14" stroke="var(--ink)" strokeWidth="1.5" />
      </svg>
    </figure>
  );
}
